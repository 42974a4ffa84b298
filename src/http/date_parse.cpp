// Date.parse as V8 has it: first the ISO 8601 form of ECMA-262, and from where that fails on, a lenient reading in
// which words are months, AM/PM or zones, numbers with colons are times and other numbers are parts of the day. Linear
// in the text.
#include <ctime>

#include "http/date_tokens.hpp"
#include "http/dates.hpp"
#include "http/text.hpp"

namespace crema::http {
namespace {

using Scanner = DateScanner;
using Token = DateToken;
using Word = DateWord;

constexpr bool in(int n, int low, int high) noexcept { return n >= low && n <= high; }

struct Day {
  int part[3] = {1, 1, 1};
  int count = 0;
  int named_month = 0;
  bool iso = false;

  bool add(int n) noexcept {
    if (count == 3) return false;
    part[count++] = n;
    return true;
  }

  // Which number is which: 1994-11-06 and 1994/11/6 by position, 11/6/1994 as Americans do, and around a named month
  // the one that can be a day. What is missing is 1, the year, too: "Jan 5" is in 2001.
  bool resolve(int& year, int& month, int& day) const noexcept {
    if (count == 0) return false;
    if (named_month != 0) {
      month = named_month;
      const bool day_first = in(part[0], 1, 31);
      day = day_first ? part[0] : part[1];
      year = day_first ? part[1] : part[0];
    } else if (iso || !in(part[0], 1, 31)) {
      year = part[0], month = part[1], day = part[2];
    } else {
      month = part[0], day = part[1], year = part[2];
    }
    if (!iso && in(year, 0, 49)) {
      year += 2000;
    } else if (!iso && in(year, 50, 99)) {
      year += 1900;
    }
    return in(month, 1, 12) && in(day, 1, 31);
  }
};

struct Time {
  int part[4] = {0, 0, 0, 0};  // hour, minute, second, ms
  int count = 0;
  int half_day = -1;  // 0: AM, 12: PM

  bool add(int n) noexcept {
    if (count == 4) return false;
    part[count++] = n;
    return true;
  }

  bool add_last(int n) noexcept {
    const bool added = add(n);
    count = 4;
    return added;
  }

  bool expects(int n) const noexcept {
    return (count == 1 && in(n, 0, 59)) || (count == 2 && in(n, 0, 59)) || (count == 3 && in(n, 0, 999));
  }

  bool resolve(std::int64_t& ms) const noexcept {
    int hour = part[0];
    if (half_day >= 0) {
      if (!in(hour, 0, 12)) return false;
      hour = hour % 12 + half_day;
    }
    const bool midnight = hour == 24 && part[1] == 0 && part[2] == 0 && part[3] == 0;
    const bool good = in(hour, 0, 23) && in(part[1], 0, 59) && in(part[2], 0, 59) && in(part[3], 0, 999);
    ms = ((hour * std::int64_t{60} + part[1]) * 60 + part[2]) * 1000 + part[3];
    return good || midnight;
  }
};

struct Zone {
  int sign = 0;  // 0: none given
  int hour = -1;
  int minute = -1;

  void set(int hours) noexcept {
    sign = hours < 0 ? -1 : 1;
    hour = hours < 0 ? -hours : hours;
    minute = 0;
  }
  bool empty() const noexcept { return hour < 0; }
  bool is_utc() const noexcept { return hour == 0 && minute == 0; }
  bool expects(int n) const noexcept { return hour >= 0 && minute < 0 && in(n, 0, 59); }
  std::int64_t seconds() const noexcept {
    return sign * ((hour < 0 ? 0 : hour) * std::int64_t{3600} + (minute < 0 ? 0 : minute) * std::int64_t{60});
  }
};

int milliseconds(const Token& digits) noexcept {
  int value = digits.value;
  int length = digits.length < 9 ? digits.length : 9;
  for (; length < 3; ++length) value *= 10;
  for (; length > 3; --length) value /= 10;
  return value;
}

class Parser {
 public:
  explicit Parser(std::string_view text) noexcept : scanner_(text) {}

  std::optional<std::int64_t> parse() noexcept {
    Token token = parse_iso();
    if (token.kind == Token::invalid) return std::nullopt;
    seen_number_ = day_.count != 0;
    if (token.kind == Token::end) token = scanner_.next();
    for (; token.kind != Token::end; token = scanner_.next()) {
      if (!take(token)) return std::nullopt;
    }
    return moment();
  }

 private:
  // Returns the token at which the lenient reading goes on, `end` if all was read, or `invalid`.
  Token parse_iso() noexcept {
    if (scanner_.peek().is_sign()) {
      const Token sign = scanner_.next();
      if (!scanner_.peek().is_fixed(6)) return sign;
      const int year = scanner_.next().value;
      if (sign.is('-') && year == 0) return sign;
      day_.add(sign.is('-') ? -year : year);
    } else if (scanner_.peek().is_fixed(4)) {
      day_.add(scanner_.next().value);
    } else {
      return scanner_.next();
    }
    for (const int most : {12, 31}) {
      if (!scanner_.skip('-')) break;
      if (!scanner_.peek().is_fixed(2) || !in(scanner_.peek().value, 1, most)) return scanner_.next();
      day_.add(scanner_.next().value);
    }
    if (scanner_.peek().known != Word::time_mark) {
      if (scanner_.peek().kind != Token::end) return scanner_.next();
    } else if (!parse_iso_time() || scanner_.peek().kind != Token::end) {
      return {Token::invalid};
    }
    if (zone_.empty() && time_.count == 0) zone_.set(0);  // a date alone is UTC, a date with a time is local
    day_.iso = true;
    return {Token::end};
  }

  bool two_digits(int low, int high, int& value) noexcept {
    if (!scanner_.peek().is_fixed(2) || !in(scanner_.peek().value, low, high)) return false;
    value = scanner_.next().value;
    return true;
  }

  bool parse_iso_time() noexcept {
    scanner_.next();  // 'T'
    int n = 0;
    if (!two_digits(0, 24, n)) return false;
    const int most = n == 24 ? 0 : 59;  // 24:00 is the end of the day
    time_.add(n);
    if (!scanner_.skip(':') || !two_digits(0, most, n)) return false;
    time_.add(n);
    if (scanner_.skip(':')) {
      if (!two_digits(0, most, n)) return false;
      time_.add(n);
      if (scanner_.skip('.')) {
        if (scanner_.peek().kind != Token::number || (most == 0 && scanner_.peek().value > 0)) return false;
        time_.add(milliseconds(scanner_.next()));
      }
    }
    if (scanner_.peek().is_zulu()) {
      scanner_.next();
      zone_.set(0);
      return true;
    }
    if (!scanner_.peek().is_sign()) return true;
    zone_.sign = scanner_.next().is('+') ? 1 : -1;
    if (scanner_.peek().is_fixed(4)) {
      const int both = scanner_.next().value;
      zone_.hour = both / 100;
      zone_.minute = both % 100;
      return in(zone_.hour, 0, 23) && in(zone_.minute, 0, 59);
    }
    return two_digits(0, 23, zone_.hour) && scanner_.skip(':') && two_digits(0, 59, zone_.minute);
  }

  bool take(const Token& token) noexcept {
    if (token.kind == Token::number) return take_number(token.value);
    if (token.kind == Token::word) return take_word(token);
    if (token.is_sign() && (zone_.is_utc() || time_.count != 0)) return take_offset(token);
    return !((token.is_sign() || token.is(')')) && seen_number_);
  }

  bool take_number(int n) noexcept {
    seen_number_ = true;
    if (scanner_.skip(':')) {
      if (scanner_.skip(':')) {  // "8::" is 8:00
        if (time_.count != 0) return false;
        time_.add(n);
        return time_.add(0);
      }
      if (!time_.add(n)) return false;
      if (scanner_.peek().is('.')) scanner_.next();
      return true;
    }
    if (scanner_.skip('.') && time_.expects(n)) {
      time_.add(n);
      if (scanner_.peek().kind != Token::number) return false;
      time_.add_last(milliseconds(scanner_.next()));
      return true;
    }
    if (zone_.expects(n)) {
      zone_.minute = n;
      return true;
    }
    if (time_.expects(n)) {
      time_.add_last(n);
      const Token& ahead = scanner_.peek();
      return ahead.kind == Token::end || ahead.kind == Token::blank || ahead.is_zulu() || ahead.is_sign();
    }
    if (!day_.add(n)) return false;
    scanner_.skip('-');
    return true;
  }

  bool take_word(const Token& token) noexcept {
    if (token.known == Word::half_day && time_.count != 0) {
      time_.half_day = token.value;
    } else if (token.known == Word::month) {
      day_.named_month = token.value;
      scanner_.skip('-');
    } else if (token.known == Word::zone && seen_number_) {
      zone_.set(token.value);
    } else {
      // "Sunday," before the first number is fine, glued to it or after it is not.
      return !seen_number_ && scanner_.peek().kind != Token::number;
    }
    return true;
  }

  bool take_offset(const Token& sign) noexcept {
    zone_.sign = sign.is('+') ? 1 : -1;
    Token number;
    if (scanner_.peek().kind == Token::number) number = scanner_.next();
    seen_number_ = true;
    if (scanner_.peek().is(':')) {
      zone_.hour = number.value;
      zone_.minute = -1;
    } else if (number.length == 1 || number.length == 2) {
      zone_.hour = number.value;
      zone_.minute = 0;
    } else if (number.length == 3 || number.length == 4) {
      zone_.hour = number.value / 100;
      zone_.minute = number.value % 100;
    } else {
      return false;
    }
    return true;
  }

  std::optional<std::int64_t> moment() const noexcept {
    int year = 0, month = 0, day = 0;
    std::int64_t ms = 0;
    if (!day_.resolve(year, month, day) || !time_.resolve(ms)) return std::nullopt;
    if (year < -271'821 || year > 275'760 || zone_.hour > 500'000) return std::nullopt;
    std::int64_t at = days_before(year, month, day) * 86'400'000 + ms;
    at -= zone_.sign != 0 ? zone_.seconds() * 1000 : local_offset(at / 1000) * 1000;
    if (at < -date_limit || at > date_limit) return std::nullopt;
    return at;
  }

  // Days from 1970-01-01; a day beyond the month's end (31 February) runs over into the next, as in JavaScript.
  static std::int64_t days_before(std::int64_t year, int month, int day) noexcept {
    if (month <= 2) --year;  // years that begin in March end with the leap day
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t of_era = year - era * 400;
    const std::int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
  }

  // How far local time is ahead of UTC when the clock on the wall shows `wall` seconds.
  static std::int64_t local_offset(std::int64_t wall) noexcept {
    const auto seconds = static_cast<std::time_t>(wall);
    std::tm parts{};
    if (gmtime_r(&seconds, &parts) == nullptr) return 0;
    parts.tm_isdst = -1;
    const std::time_t utc = std::mktime(&parts);
    return utc == static_cast<std::time_t>(-1) ? 0 : wall - static_cast<std::int64_t>(utc);
  }

  Scanner scanner_;
  Day day_;
  Time time_;
  Zone zone_;
  bool seen_number_ = false;
};

}  // namespace

std::optional<std::int64_t> parse_date(std::string_view text) noexcept { return Parser(text).parse(); }

}  // namespace crema::http
