# What the scripts share.

# Whether the program below folder $1 was never built, or its sources are newer.
needs_build() {
  [ ! -f "$1/app/target/soquete.built" ] && return 0
  [ -n "$(find "$1/pom.xml" "$1"/*/pom.xml "$1"/*/src/main -newer "$1/app/target/soquete.built" -print -quit 2>/dev/null)" ]
}

# How the JVM is run; the AOT cache belongs to these options. The first compiler alone: the second one takes longer for
# its code than it spares on a capture of some GB. What the collector looks at it keeps, since connections last.
soquete_jvm="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:Tier3BackEdgeThreshold=5000 -XX:MaxTenuringThreshold=0 -XX:C1MaxInlineSize=70"

# Every start runs the rest: what the shell can do itself costs less than starting a program for it.

# Uses the JDK in folder $1, if there is one and it is new enough.
use_jdk() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS='="' read -r key _ version _; do
    if [ "$key" = JAVA_VERSION ]; then
      version=${version%%[!0-9]*}
      [ "${version:-0}" -ge 25 ] || return 1
      JAVA_HOME=$1
      export JAVA_HOME
      return 0
    fi
  done <"$1/release"
  return 1
}

# Finds a JDK 25 or later and sets JAVA_HOME: JAVA_HOME itself, the usual folders, the java on the PATH.
find_jdk() {
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    use_jdk "$candidate" && return 0
  done
  on_path=$(command -v javac 2>/dev/null) && on_path=$(readlink -f -- "$on_path") && use_jdk "${on_path%/bin/*}" && return 0
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    pt*) echo "Soquete precisa de um JDK 25 e não encontrou nenhum. Instale-o e, se for o caso, aponte JAVA_HOME para ele." >&2 ;;
    *) echo "Soquete needs a JDK 25 and found none. Install one and, if need be, point JAVA_HOME to it." >&2 ;;
  esac
  return 1
}
