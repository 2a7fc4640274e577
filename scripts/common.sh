# What the scripts share.

# Whether the program below folder $1 was never built, or its sources are newer.
needs_build() {
  [ ! -f "$1/app/target/soquete.built" ] && return 0
  [ -n "$(find "$1/pom.xml" "$1"/*/pom.xml "$1"/*/src/main -newer "$1/app/target/soquete.built" -print 2>/dev/null | head -n 1)" ]
}

# How the JVM is run; the AOT cache belongs to these options. Methods of more than 80 bytes of code are compiled apart:
# inlined into each other they take the JIT longer than a capture takes to be read. Nor is compiled what soon is over.
soquete_jvm="-XX:+UseSerialGC -XX:FreqInlineSize=80 -XX:CompileThresholdScaling=4 -Xmn32m"

# Finds a JDK 25 or later and sets JAVA_HOME: JAVA_HOME itself, the usual folders, the java on the PATH.

jdk_version() {
  [ -x "$1/bin/javac" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

find_jdk() {
  on_path=$(command -v javac 2>/dev/null && :) && on_path=$(dirname -- "$(dirname -- "$(readlink -f -- "$on_path")")")
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home "$on_path"; do
    version=$(jdk_version "$candidate") || continue
    if [ "${version:-0}" -ge 25 ]; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    pt*) echo "Soquete precisa de um JDK 25 e não encontrou nenhum. Instale-o e, se for o caso, aponte JAVA_HOME para ele." >&2 ;;
    *) echo "Soquete needs a JDK 25 and found none. Install one and, if need be, point JAVA_HOME to it." >&2 ;;
  esac
  return 1
}
