// What differs between two runs of the same requests and may: ids, dates, and the milliseconds that express-session loses of an age.
export class Masks {
  ids = new Map();

  id(sid) {
    if (!this.ids.has(sid)) this.ids.set(sid, `<id ${this.ids.size}>`);
    return this.ids.get(sid);
  }

  // A record, an answer or a Set-Cookie line.
  text(text) {
    return text
      .replace(/(?<=sess:|s%3A)[\w-]{32}/g, (sid) => this.id(sid))
      .replace(/(?<=<id \d+>\.)[^;"]+/g, '<signature>')
      .replace(/Expires=[^;]+/g, 'Expires=<date>')
      .replace(/(\\?"expires\\?":\\?")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '$1<date>')
      .replace(/(\\?"(?:originalMaxAge|age)\\?":)(\d+)/g, (_, name, ms) => name + Math.round(ms / 1000) * 1000);
  }

  // A command that Redis was sent. Ours saves what it has loaded with XX, so that a destroyed session stays destroyed.
  command(words) {
    const masked = words.filter((word, i) => i < 3 || word.toUpperCase() !== 'XX').map((word) => this.text(word));
    masked[0] = masked[0].toUpperCase();
    if (masked[0] === 'UNLINK') masked[0] = 'DEL';
    return masked.join(' ');
  }
}
