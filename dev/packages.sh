# Sourced by the scripts beside it: how they speak, and how they come by what the machine lacks.
# shellcheck shell=bash

# A shell got by plain `su` has no sbin on its path, where dockerd and debootstrap live.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
# What is fetched once and kept between runs.
cache=${MEESHY_DEV_CACHE:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/meeshy-infra}

say() { echo "${0##*/}: $*" >&2; }
die() { say "$*"; exit 1; }

# Runs a command in silence; when it fails, shows the end of what it had to say.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -ne 0 ]; then
    say "failed with exit code $status: $*"
    tail -n 40 "$log" >&2
  fi
  rm -f "$log"
  return "$status"
}

# Downloads fail now and then for reasons that a second try does not meet.
retry() {
  local seconds
  for seconds in 2 5; do
    if "$@" >/dev/null 2>&1 </dev/null; then return 0; fi
    say "$1 failed; trying again in $seconds s"
    sleep "$seconds"
  done
  quietly "$@"
}

# take_turn NAME: of all runs of that name only one at a time passes; the others wait and then find the work done. Whoever passes has the empty
# folder $work until it ends. Long-lived children must be started with `9>&-`, or they would hold the lock for ever.
take_turn() {
  mkdir -p "$cache"
  exec 9>"$cache/$1.lock"
  if ! flock -n 9; then
    say "waiting for another run to finish"
    flock 9
  fi
  work=$cache/$1.work
  trap leave EXIT
  rm -rf --one-file-system "$work"   # of a run that was killed
  mkdir "$work"
}

# Jobs in the background are process groups of their own, since a terminal's interrupt does not reach them and what they started must end with them.
set -m

leave() {
  local jobs
  mapfile -t jobs < <(jobs -p)
  if [ "${#jobs[@]}" -gt 0 ]; then kill -- "${jobs[@]/#/-}" 2>/dev/null || true; fi
  wait
  rm -rf --one-file-system "$work"
}

apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

update_package_lists() {
  [ -z "${package_lists_are_fresh:-}" ] || return 0
  retry apt update
  package_lists_are_fresh=yes
}

install_packages() {
  command -v apt-get >/dev/null || die "this needs the Debian packages '$*' or their like, and there is no apt-get here: install them yourself, then run again"
  [ "$(id -u)" = 0 ] || die "this needs the packages '$*': run as root, or install them yourself, then run again"
  say "installing $*"
  update_package_lists
  retry apt install -y --no-install-recommends "$@"
}

# The mirror that this machine is set up to take Debian from; prints nothing where it is not known.
debian_mirror() {
  # shellcheck disable=SC2016  # apt expands it
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Codename: bookworm' 2>/dev/null | head -n 1 || true
}

# unstable_packages FOLDER PACKAGE…: unpacks packages of Debian unstable into FOLDER. They are not installed, and apt's own lists stay as they are.
unstable_packages() {
  local folder=$1 own=$work/unstable mirror
  shift
  mirror=$(debian_mirror)
  if [ -z "$mirror" ]; then
    update_package_lists
    mirror=$(debian_mirror)
  fi
  [ -n "$mirror" ] || die "no mirror of Debian 12 is set up here to take '$*' from"
  mkdir -p "$folder" "$own"/{lists,archives}/partial "$own/packages"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$own/sources.list"
  local options=(-o "Dir::Etc::SourceList=$own/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$own/lists"
    -o "Dir::Cache::Archives=$own/archives" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
  retry apt "${options[@]}" update
  (cd "$own/packages" && retry apt "${options[@]}" download "$@")
  local package
  for package in "$own"/packages/*.deb; do dpkg -x "$package" "$folder"; done
  rm -rf "$own"
}

# The Python whose pip serves to download a wheel; installs one where there is none.
python_with_pip() {
  local python
  for python in python3 /usr/bin/python3; do
    if "$python" -m pip --version >/dev/null 2>&1; then
      echo "$python"
      return
    fi
  done
  install_packages python3-pip
  echo /usr/bin/python3
}

# unpack_wheel REQUIREMENTS FOLDER: fetches the one wheel that the requirements file pins by its hash, and unpacks it.
unpack_wheel() {
  local python download=$2.download
  python=$(python_with_pip)
  mkdir -p "$download"
  retry "$python" -m pip download -q --disable-pip-version-check --retries 5 --no-deps --only-binary :all: --require-hashes -r "$1" -d "$download"
  mkdir -p "$2"
  "$python" -m zipfile -e "$download"/*.whl "$2"
  rm -rf "$download"
}
