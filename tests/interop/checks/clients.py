#!/usr/bin/env python3
"""requests, urllib3 and httpx as a user calls them; prints a line of JSON for each case: python3 clients.py PORT."""
import hashlib
import json
import sys

port = int(sys.argv[1])
base = f'http://127.0.0.1:{port}'
body = b'0123456789abcdef' * 40000


def pieces():
    for at in range(0, len(body), 30000):
        yield body[at:at + 30000]


def tell(name, work):
    try:
        said = work()
    except Exception as err:  # noqa: BLE001: which one it is is what is compared
        said = type(err).__name__
    print(json.dumps([name, said]), flush=True)


def of(answer):
    content = answer.content
    return [answer.status_code, answer.headers.get('content-type'), len(content), hashlib.sha1(content).hexdigest()]


def with_requests():
    import requests
    with requests.Session() as session:
        tell('requests get', lambda: [of(session.get(f'{base}/bytes/1000')) for _ in range(5)])
        tell('requests head', lambda: [session.head(f'{base}/bytes/1000').headers['content-length'], of(session.get(f'{base}/bytes/5'))])
        tell('requests post', lambda: of(session.post(f'{base}/echo', data=body)))
        tell('requests chunked', lambda: of(session.post(f'{base}/echo', data=pieces())))
        tell('requests json', lambda: session.post(f'{base}/echo', json={'a': [1, 'é']}).json())
        tell('requests files', lambda: session.post(f'{base}/echo', files={'file': ('a.txt', b'hello')}).json()['type'].split(';')[0])
        tell('requests redirect', lambda: of(session.get(f'{base}/away')))
        for status in (301, 302, 303, 307, 308):
            tell(f'requests redirect of a form, {status}', lambda status=status: {k: v for k, v in session.post(f'{base}/moved?status={status}', data={'a': 1}).json().items() if k != 'hash'})
        tell('requests packed', lambda: of(session.get(f'{base}/packed')))
        tell('requests stream', lambda: hashlib.sha1(b''.join(session.get(f'{base}/chunks/30', stream=True).iter_content(7))).hexdigest())
        tell('requests refused', lambda: of(session.post(f'{base}/refuse', data=b'x' * 1000)))
        tell('requests after that', lambda: of(session.get(f'{base}/bytes/10')))
        tell('requests close', lambda: [of(session.get(f'{base}/close')), of(session.get(f'{base}/bytes/3'))])
        tell('requests broken', lambda: of(session.get(f'{base}/break')))
        tell('requests left', lambda: session.get(f'{base}/bytes/5000000', stream=True).close())
        tell('requests timeout', lambda: of(session.get(f'{base}/slow/2000', timeout=0.2)))
        tell('requests in the end', lambda: of(session.get(f'{base}/empty')))


def with_urllib3():
    import urllib3
    pool = urllib3.HTTPConnectionPool('127.0.0.1', port, maxsize=1, block=True)
    told = lambda answer: [answer.status, len(answer.data)]
    tell('urllib3 keeps one connection', lambda: [[told(pool.request('GET', f'/bytes/{n}')) for n in (0, 1, 100, 100000)], pool.num_connections])
    tell('urllib3 chunked', lambda: told(pool.request('POST', '/echo', body=pieces(), chunked=True) if hasattr(pool, 'request_encode_body') else None))
    tell('urllib3 preload off', lambda: [len(pool.request('GET', '/files/big.txt', preload_content=False).read()), pool.num_connections])
    tell('urllib3 head and 304', lambda: [told(pool.request(method, '/files/small.txt', headers=headers)) for method, headers in (('HEAD', {}), ('GET', {'If-Modified-Since': 'Fri, 01 Jan 2027 00:00:00 GMT'}))])


def with_httpx():
    import httpx
    with httpx.Client() as client:
        tell('httpx get', lambda: [of(client.get(f'{base}/bytes/1000')) for _ in range(3)])
        tell('httpx packed', lambda: of(client.get(f'{base}/packed')))
        tell('httpx chunked', lambda: of(client.post(f'{base}/echo', content=pieces())))
        tell('httpx hints', lambda: of(client.get(f'{base}/hints')))
        tell('httpx trailers', lambda: of(client.get(f'{base}/trailers')))
        tell('httpx broken', lambda: of(client.get(f'{base}/break')))
        tell('httpx lines', lambda: list(client.stream('GET', f'{base}/chunks/3').__enter__().iter_lines()))
        tell('httpx early', lambda: of(client.post(f'{base}/refuse', content=b'x' * 100)))
        tell('httpx after that', lambda: of(client.get(f'{base}/empty')))


for work in (with_requests, with_urllib3, with_httpx):
    try:
        work()
    except ImportError as err:
        print(json.dumps(['not installed', err.name]), flush=True)
