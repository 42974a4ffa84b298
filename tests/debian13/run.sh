#!/usr/bin/env bash
# Builds and unit tests in a tree of Debian 13: g++ 14, clang 19, fmt 10, Asio 1.30, llhttp 9. (--long; needs root)
source "$(dirname "${BASH_SOURCE[0]}")/../../tools/common.sh"
suite debian13

[ "$(id -u)" -eq 0 ] || { echo "skipped: debootstrap needs root"; exit 0; }
tree=$BUILD/debian13

if [ ! -e "$tree/ready" ]; then
  say "debootstrap trixie"
  rm -rf --one-file-system "$tree"
  debootstrap --variant=minbase trixie "$tree" >"$tree.log" 2>&1 || { tail -n 20 "$tree.log"; die "debootstrap failed."; }
  touch "$tree/ready"
fi
cp /etc/resolv.conf "$tree/etc/resolv.conf"

say "copying the sources"
rm -rf "$tree/crema"
mkdir "$tree/crema"
tar -C "$ROOT" --exclude=./.git --exclude=./.build --exclude='./build*' --exclude=node_modules -cf - . | tar -C "$tree/crema" -xf -

# The mounts live in a namespace of their own and vanish with it.
in_tree() {
  unshare --mount bash -c '
    mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" &&
    exec chroot "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CCACHE_DIR=/var/cache/ccache bash -c "cd /crema && $1"' "$tree" "$1"
}
say "installing what Crema needs"
in_tree "bash tools/install-dependencies" || die "the packages could not be installed in the tree."

for compiler in "gcc g++" "clang clang++"; do
  read -r c cpp <<<"$compiler"
  say "compiling with $(in_tree "$cpp --version" | head -n 1)"
  in_tree "rm -rf /build/$c && CC=$c CXX=$cpp meson setup /build/$c --werror --buildtype=plain -Doptimization=1 -Db_ndebug=false" >"$BUILD/debian13.log" ||
    { tail -n 30 "$BUILD/debian13.log"; die "meson setup failed in the tree."; }
  in_tree "meson compile -C /build/$c" || { echo "FAILED  it does not compile with $cpp"; failed=$((failed + 1)); continue; }
  run_units in_tree "/build/$c/tests/unit/unit-tests"
done
