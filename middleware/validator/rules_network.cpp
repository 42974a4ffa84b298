// Validators of what names something on a network: addresses, hosts, URLs, media types, tokens.
#include <crema/error.hpp>
#include <crema/is_regex.hpp>

#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "patterns.hpp"
#include "rules.hpp"

namespace crema::validation {
namespace {

bool is_listed(const Value& host, const Value& hosts) {
  for (const auto& one : hosts)
    if (host == one || (isRegex(one) && host.match(one) != nullptr)) return true;
  return false;
}
bool is_filled(const Value& list) { return Array.isArray(list) && list.length() > 0; }

// ------------------------------------------------------------------------------------------------------ mail addresses

bool is_display_name(const Value& name) {
  static const Regex quotes("^\"(.+)\"$"), illegal("[.\";<>]");
  const Value bare = name.replace(quotes, "$1");
  if (bare.trim() == "") return false;
  if (!illegal.test(bare)) return true;
  // What is illegal has to stand in quotes, and each quote in there behind a backslash.
  return bare != name && bare.split("\"").length() == bare.split("\\\"").length();
}

// Takes the name before <address> away; false: it is none, or it is missing where it is required.
bool strip_display_name(Value& text, const Value& options) {
  const bool required = flag(options, "require_display_name");
  if (!required && !flag(options, "allow_display_name")) return true;
  static const Regex split(R"(^([^\x00-\x1F\x7F-\x9F\cX]+)<)");
  const Value found = text.match(split);
  if (!found) return !required;
  Value name = found[1];
  text = text.slice(name.length()).replace(Regex("(^<|>$)", "g"), "");
  if (name.endsWith(" ")) name = name.slice(0, -1);
  return is_display_name(name);
}

// Gmail's own rules: 6 to 30 characters but for the dots, and letters and digits between them.
bool is_gmail_user(const Value& user) {
  const Value name = user.split("+")[0];
  if (!has_byte_length(name.replaceAll(".", ""), 6, 30)) return false;
  for (const auto& part : name.split("."))
    if (!fits(part, "isEmail.gmailUserPart")) return false;
  return true;
}

bool is_address_literal(const Value& domain) {
  if (is_ip(domain, {})) return true;
  return domain.startsWith("[") && domain.endsWith("]") && is_ip(domain.slice(1, -1), {});
}

bool is_user(Value user, const Value& options) {
  const bool utf8 = flag(options, "allow_utf8_local_part", true);
  if (const auto view = user.view(); !view.empty() && view.front() == '"' && view.back() == '"') {
    user = user.slice(1, view.size() == 1 ? Value(0) : Value(-1));
    return fits(user, utf8 ? "isEmail.quotedEmailUserUtf8" : "isEmail.quotedEmailUser");
  }
  for (const auto& part : user.split("."))
    if (!fits(part, utf8 ? "isEmail.emailUserUtf8Part" : "isEmail.emailUserPart")) return false;
  return true;
}

Value is_email_rule(const Value& text, const Arguments& args) { return is_email(text, args[0]); }

Value is_mailto_uri(const Value& text, const Arguments& args) {
  if (!text.startsWith("mailto:")) return false;
  const Value halves = text.slice(7).split("?");
  const Value to = halves[0], query = halves.length() > 1 ? Value(halves[1]) : Value("");
  if (!to && !query) return true;
  const Value params = query.split("&");
  if (params.length() > 4) return false;
  Value allowed = {"subject", "body", "cc", "bcc"};
  Value cc = "", bcc = "";
  for (const auto& param : params) {
    const Value pair = param.split("="), key = pair[0], value = pair[1];
    if (!key) continue;
    if (!allowed.includes(key)) return false;
    if (value && key == "cc") cc = value;
    if (value && key == "bcc") bcc = value;
    allowed = allowed.filter([&](const Value& one) { return one != key; });
  }
  return (to + "," + cc + "," + bcc).split(",").every([&](const Value& one) {
    const Value address = trimmed(one, " ");
    return !address || is_email(address, args[0]);
  });
}

// --------------------------------------------------------------------------------------------------------------- hosts

Value is_fqdn_rule(const Value& text, const Arguments& args) { return is_fqdn(text, args[0]); }
Value is_ip_rule(const Value& text, const Arguments& args) { return is_ip(text, args[0]); }

Value is_ip_range(const Value& text, const Arguments& args) {
  static const Expression subnet(R"(^\d{1,3}$)");
  const Value parts = text.split("/");
  if (parts.length() != 2 || !subnet.test(parts[1])) return false;
  if (parts[1].length() > 1 && parts[1].startsWith("0")) return false;
  const Value version = is_undefined(args[0]) ? Value("") : args[0];
  if (!is_ip(parts[0], version)) return false;
  const Value named = String(version);
  const bool six = named == "6" || (named != "4" && is_ip(parts[0], "6"));
  return crema::Number(parts[1]) <= (six ? 128 : 32);
}

Value is_mac_address(const Value& text, const Arguments& args) {
  const Value given = option(args[0], "eui");
  const Value eui = given ? String(given) : given;
  const bool bare = flag(args[0], "no_colons") || flag(args[0], "no_separators");
  const auto fits48 = [&] {
    if (bare) return fits(text, "isMACAddress.macAddress48NoSeparators");
    return fits(text, "isMACAddress.macAddress48") || fits(text, "isMACAddress.macAddress48WithDots");
  };
  const auto fits64 = [&] {
    if (bare) return fits(text, "isMACAddress.macAddress64NoSeparators");
    return fits(text, "isMACAddress.macAddress64") || fits(text, "isMACAddress.macAddress64WithDots");
  };
  if (eui == "48") return fits48();
  if (eui == "64") return fits64();
  return fits48() || fits64();
}

// ---------------------------------------------------------------------------------------------------------------- URLs

struct UrlParts {
  Value rest;  // what has not been looked at yet
  bool protocol = false;
};

// Takes "http:" off, unless what looks like a protocol is the user of user:password@host, or the host of host:port. False: it is
// not allowed, or missing where it is required.
bool strip_protocol(UrlParts& url, const Value& options) {
  static const Regex protocol("^([a-zA-Z][a-zA-Z0-9+\\-.]*):");
  static const Regex credentials(R"(^[a-zA-Z0-9\-_.%:]*$)"), encoded("%[0-9a-fA-F]{2}");
  const bool required = flag(options, "require_protocol");
  const Value found = url.rest.match(protocol);
  if (!found) return !required;
  const Value after = url.rest.slice(found[0].length());
  if (!after.startsWith("//")) {
    const Value head = after.split("/")[0];
    const int at = head.indexOf("@");
    const Value before = at < 0 ? Value() : head.slice(0, at);
    const bool none =
        at < 0 ? after && all_digits(after.view().substr(0, 1)) : credentials.test(before) && !encoded.test(before);
    if (none) return !required;
  }
  url.protocol = true;
  url.rest = after;
  return !flag(options, "require_valid_protocol", true) ||
         option(options, "protocols", {"http", "https", "ftp"}).indexOf(found[1].toLowerCase()) != -1;
}

// Takes user:password@ off; false: there must be none, or it is empty.
bool strip_credentials(Value& host, const Value& options) {
  const Value parts = host.split("@");
  if (parts.length() == 1) return true;
  if (flag(options, "disallow_auth") || parts[0] == "") return false;
  const Value user = parts[0].split(":");
  if (user.length() > 2 || (user.length() == 2 && user[0] == "" && user[1] == "")) return false;
  host = parts.slice(1).join("@");
  return true;
}

bool is_port_number(const Value& port) {
  if (!all_digits(port.view())) return false;
  const double n = crema::Number(port).number();
  return n > 0 && n <= 65535;
}

bool is_url_host(Value host, const Value& options) {
  static const Regex wrapped(R"(^\[([^\]]+)\](?::([0-9]+))?$)");
  Value port, six;
  if (const Value found = host.match(wrapped)) {
    host = "";
    six = found[1];
    port = found[2];
  } else if (const int colon = host.indexOf(":"); colon >= 0) {
    port = host.slice(colon + 1);
    host = host.slice(0, colon);
  }
  if (port ? !is_port_number(port) : flag(options, "require_port")) return false;
  if (const Value only = option(options, "host_whitelist")) return is_listed(host, only);
  if (host == "" && !flag(options, "require_host", true)) return true;
  if (!is_ip(host, {}) && !is_fqdn(host, options) && (!six || !is_ip(six, 6))) return false;
  const Value refused = option(options, "host_blacklist");
  return !refused || !is_listed(host || six, refused);
}

Value is_url(const Value& text, const Arguments& args) {
  static const Regex forbidden(R"([\s<>])");
  const Value& o = args[0];
  if (text == "" || forbidden.test(text) || text.startsWith("mailto:")) return false;
  if (flag(o, "validate_length", true) &&
      Value(static_cast<int>(text.length())) > option(o, "max_allowed_length", 2084))
    return false;
  if (!flag(o, "allow_fragments", true) && text.includes("#")) return false;
  if (!flag(o, "allow_query_components", true) && (text.includes("?") || text.includes("&"))) return false;
  UrlParts url{text.split("#")[0].split("?")[0]};
  if (!strip_protocol(url, o)) return false;
  if (url.rest.startsWith("//")) {
    if (!url.protocol && !flag(o, "allow_protocol_relative_urls")) return false;
    url.rest = url.rest.slice(2);
  }
  if (url.rest == "") return false;
  Value host = url.rest.split("/")[0];
  if (host == "" && !flag(o, "require_host", true)) return true;
  return strip_credentials(host, o) && is_url_host(host, o);
}

// ---------------------------------------------------------------------------------------------- media types and tokens

Value is_data_uri(const Value& text, const Arguments&) {
  const Value data = text.split(",");
  if (data.length() < 2) return false;
  const Value attributes = data[0].trim().split(";");
  const Value scheme = attributes[0];
  if (!scheme.startsWith("data:")) return false;
  const Value type = scheme.slice(5);
  if (type != "" && !fits(type, "isDataURI.validMediaType")) return false;
  const int count = attributes.length();
  for (int i = 1; i < count; ++i) {
    const bool base64 = i == count - 1 && attributes[i].toLowerCase() == "base64";
    if (!base64 && !fits(attributes[i], "isDataURI.validAttribute")) return false;
  }
  return data.slice(1).every([](const Value& part) { return fits(part, "isDataURI.validData"); });
}
Value is_magnet_uri(const Value& text, const Arguments&) {
  return text.startsWith("magnet:?") && fits(text, "isMagnetURI.magnetURIComponent");
}
Value is_mime_type(const Value& text, const Arguments&) {
  return fits(text, "isMimeType.mimeTypeSimple") || fits(text, "isMimeType.mimeTypeText") ||
         fits(text, "isMimeType.mimeTypeMultipart");
}
Value is_jwt(const Value& text, const Arguments&) {
  const Value parts = text.split(".");
  return parts.length() == 3 && parts.every([](const Value& part) { return is_base64(part, true, false); });
}
Value is_btc_address(const Value& text, const Arguments&) {
  return fits(text, "isBtcAddress.bech32") || fits(text, "isBtcAddress.base58");
}
Value is_ethereum_address(const Value& text, const Arguments&) {
  static const Expression address("^(0x)[0-9a-f]{40}$", "i");
  return address.test(text);
}
Value is_uuid(const Value& text, const Arguments& args) {
  const Value version = is_nullish(args[0]) ? Value("all") : args[0];
  const auto* form = find_pattern(Table::formats, "isUUID." + String(version).str());
  return form && form->test(text);
}
Value is_ulid(const Value& text, const Arguments&) {
  static const Expression ulid("^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "i");
  return ulid.test(text);
}

constexpr NamedRule rules[] = {
    {"isBtcAddress", is_btc_address},
    {"isDataURI", is_data_uri},
    {"isEmail", is_email_rule},
    {"isEthereumAddress", is_ethereum_address},
    {"isFQDN", is_fqdn_rule},
    {"isIP", is_ip_rule},
    {"isIPRange", is_ip_range},
    {"isJWT", is_jwt},
    {"isMACAddress", is_mac_address},
    {"isMagnetURI", is_magnet_uri},
    {"isMailtoURI", is_mailto_uri},
    {"isMimeType", is_mime_type},
    {"isULID", is_ulid},
    {"isURL", is_url},
    {"isUUID", is_uuid},
};

}  // namespace

bool is_email(const Value& given, const Value& options) {
  Value text = given;
  if (!strip_display_name(text, options)) return false;
  const bool any_length = flag(options, "ignore_max_length");
  if (!any_length && text.length() > 254) return false;
  const Value parts = text.split("@");
  const Value domain = parts.pop(), lower_domain = domain.toLowerCase();
  const Value refused = option(options, "host_blacklist"), only = option(options, "host_whitelist");
  if (is_filled(refused) && is_listed(lower_domain, refused)) return false;
  if (is_filled(only) && !is_listed(lower_domain, only)) return false;
  Value user = parts.join("@");
  if (flag(options, "domain_specific_validation") &&
      (lower_domain == "gmail.com" || lower_domain == "googlemail.com")) {
    user = user.toLowerCase();
    if (!is_gmail_user(user)) return false;
  }
  if (!any_length && (!has_byte_length(user, 0, 64) || !has_byte_length(domain, 0, 254))) return false;
  const Value host = {{"require_tld", option(options, "require_tld", true)},
                      {"ignore_max_length", any_length},
                      {"allow_underscores", flag(options, "allow_underscores")}};
  if (!is_fqdn(domain, host) && (!flag(options, "allow_ip_domain") || !is_address_literal(domain))) return false;
  if (const Value chars = option(options, "blacklisted_chars");
      chars && Regex("[" + String(chars).str() + "]+").test(user))
    return false;
  return is_user(user, options);
}

bool is_fqdn(const Value& given, const Value& options) {
  static const Expression letters(
      "^([a-z\\u00A1-\\u00A8\\u00AA-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF]{2,}|xn[a-z0-9-]{2,})$", "i");
  static const Expression space(R"(\s)"), numeric(R"(^\d+$)");
  // JavaScript's \u00a1-\uffff has the halves of all characters above it, too.
  static const Expression label("^[a-z_\\u{a1}-\\u{10ffff}0-9-]+$", "iu"), wide("[\\uff01-\\uff5e]");
  Value text = given;
  if (flag(options, "allow_trailing_dot") && text.endsWith(".")) text = text.slice(0, -1);
  const Value wildcard = option(options, "allow_wildcard");
  if (typeof_(wildcard) == "boolean" && wildcard && text.startsWith("*.")) text = text.slice(2);
  const Value parts = text.split(".");
  const Value tld = parts.at(-1);
  const bool numeric_tld = flag(options, "allow_numeric_tld");
  if (flag(options, "require_tld", true)) {
    if (parts.length() < 2 || (!numeric_tld && !letters.test(tld)) || space.test(tld)) return false;
  }
  if (!numeric_tld && numeric.test(tld)) return false;
  const bool any_length = flag(options, "ignore_max_length"), underscores = flag(options, "allow_underscores");
  return parts.every([&](const Value& part) {
    if (part.length() > 63 && !any_length) return false;
    if (!label.test(part) || wide.test(part)) return false;
    const auto view = part.view();
    return view.front() != '-' && view.back() != '-' && (underscores || view.find('_') == std::string_view::npos);
  });
}

bool is_ip(const Value& text, const Value& options) {
  const Value version = is_object(options) ? option(options, "version") : options;
  if (!version) return fits(text, "isIP.IPv4AddressRegExp") || fits(text, "isIP.IPv6AddressRegExp");
  const Value named = String(version);
  if (named == "4") return fits(text, "isIP.IPv4AddressRegExp");
  return named == "6" && fits(text, "isIP.IPv6AddressRegExp");
}

RuleList network_rules() { return {rules, std::size(rules)}; }

}  // namespace crema::validation
