# Compiles modules of the package with swiftc, outside SwiftPM: the sanitiser that libFuzzer needs cannot be had
# there without flags that would reach every build. Sourced, from the root of the project, with
#   out     where the modules go
#   extra   further flags for swiftc, an array

flags=(
    -O -wmo -parse-as-library -enable-testing -swift-version 6 -package-name alertbridge
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
)
for door in Sources/Platform/C[A-Z]*/module.modulemap; do
    flags+=(-I "$(dirname "$door")")
done
libraries=(-lcurl -lwslay -lssl -lcrypto -lmicrohttpd)
objects=()
isStale=

# module NAME FOLDER: compiled again when a source of its own, or of a module before it, has changed.
module() {
    local object="$out/$1.o"
    objects+=("$object")
    if [ ! -e "$object" ] || [ -n "$(find "$2" -name '*.swift' -newer "$object")" ]; then isStale=1; fi
    [ -z "$isStale" ] && return
    echo "== compile $1"
    find "$2" -name '*.swift' -print0 | sort -z | xargs -0 swiftc "${flags[@]}" "${extra[@]}" \
        -I "$out" -module-name "$1" -emit-module -emit-module-path "$out/$1.swiftmodule" -c -o "$object"
}

# program NAME SOURCE…
program() {
    local name=$1
    shift
    swiftc "${flags[@]}" "${extra[@]}" -use-ld=lld -I "$out" -module-name "$name" "$@" "${objects[@]}" \
        "${libraries[@]}" -o "$out/$name"
}
