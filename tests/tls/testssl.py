"""testssl.py NODE.json CREMA.json: what testssl.sh found at Node's server and at ours, with the same certificate.

Ours must not have a finding that Node has not, must speak TLS 1.2 and 1.3 alone, and no weak cipher.
"""
import json
import sys

RANK = {"OK": 0, "INFO": 0, "WARN": 0, "LOW": 1, "MEDIUM": 2, "HIGH": 3, "CRITICAL": 4, "FATAL": 5}
WANTED = {
    "SSLv2": "not offered", "SSLv3": "not offered", "TLS1": "not offered", "TLS1_1": "not offered", "TLS1_2": "offered", "TLS1_3": "offered",
    "cipherlist_NULL": "not offered", "cipherlist_aNULL": "not offered", "cipherlist_EXPORT": "not offered", "cipherlist_LOW": "not offered",
    "cipherlist_3DES_IDEA": "not offered", "cipherlist_AVERAGE": "not offered", "cipherlist_STRONG": "offered", "PFS": "offered",
    "heartbleed": "not vulnerable", "CCS": "not vulnerable", "ROBOT": "not vulnerable", "secure_renego": "supported", "secure_client_renego": "not vulnerable",
    "CRIME_TLS": "not vulnerable", "SWEET32": "not vulnerable", "FREAK": "not vulnerable", "DROWN": "not vulnerable", "LOGJAM": "not vulnerable",
    "BEAST": "not vulnerable", "LUCKY13": "not vulnerable", "RC4": "not vulnerable",
}


def load(path):
    with open(path) as file:
        return {entry["id"]: entry for entry in json.load(file)}


node, ours = load(sys.argv[1]), load(sys.argv[2])
wrong = []
for name, entry in ours.items():
    there = node.get(name, {"severity": "OK", "finding": "nothing"})
    if RANK[entry["severity"]] > RANK[there["severity"]]:
        wrong.append(f"{name}: {entry['severity']} {entry['finding']}; Node: {there['severity']} {there['finding']}")
for name, finding in WANTED.items():
    if not ours.get(name, {"finding": "nothing"})["finding"].startswith(finding):
        wrong.append(f"{name}: {ours.get(name, {}).get('finding')}, not {finding}")
for name, entry in ours.items():
    if RANK[entry["severity"]] > 0 or entry["severity"] == "WARN":
        print(f"{entry['severity']:9}{name}: {entry['finding']} (Node: {node.get(name, {}).get('severity', 'nothing')})")
print(f"{len(ours)} findings of ours, {len(node)} of Node's, {len(wrong)} that should not be", *wrong, sep="\n  ")
sys.exit(1 if wrong else 0)
