// crema/node.hpp — what of Node and JavaScript goes with Express: console, process, timers, Date, Math, Buffer, crypto, path, fs, os,
// performance, URL.
#pragma once
#include <crema/buffer.hpp>
#include <crema/console.hpp>
#include <crema/crypto.hpp>
#include <crema/date.hpp>
#include <crema/fs.hpp>
#include <crema/math.hpp>
#include <crema/os.hpp>
#include <crema/path.hpp>
#include <crema/performance.hpp>
#include <crema/process.hpp>
#include <crema/structured_clone.hpp>
#include <crema/timers.hpp>
#include <crema/url.hpp>
