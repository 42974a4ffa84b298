// What npm's `qrcode` is to Node: a text as the modules of a QR code, by the library libqrencode.
#pragma once
#include <qrencode.h>

#include <crema/error.hpp>
#include <crema/value.hpp>
#include <memory>
#include <string>

struct QrCode {
  // {version, modules: {size, data}}: data has a number for each module, row by row, 1 if it is dark. The text is taken as bytes.
  crema::Value create(crema::Value text, crema::Value options) const {
    const std::string bytes = text.str();
    const auto level = static_cast<QRecLevel>(crema::Value("LMQH").indexOf(options["errorCorrectionLevel"]));
    const auto free = [](QRcode* code) { QRcode_free(code); };
    const std::unique_ptr<QRcode, decltype(free)> code(
        QRcode_encodeData(static_cast<int>(bytes.size()), reinterpret_cast<const unsigned char*>(bytes.data()), 0,
                          level),
        free);
    if (!code) throw crema::Error("The amount of data is too big to be stored in a QR Code");
    crema::Value data = crema::Array();
    for (int i = 0; i < code->width * code->width; ++i) data.push(code->data[i] & 1);
    return {{"version", code->version}, {"modules", {{"size", code->width}, {"data", data}}}};
  }
};

inline constexpr QrCode QRCode{};
