#!/bin/sh
# PostgreSQL, Chromium, nginx and Dovecot (a mailbox by IMAP) for the tests. Installs them where it can (Debian, as root);
# elsewhere it says in one line what is missing, and the tests that need it are left out.
# It starts no service and makes no database cluster.
set -eu

missing=''
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 \
    || missing='postgresql'
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 \
    || missing="$missing chromium"
command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
command -v dovecot >/dev/null 2>&1 || [ -x /usr/sbin/dovecot ] || missing="$missing dovecot-imapd"
# the browser's driver is linked with it, and a bare Debian has none
! command -v dpkg >/dev/null 2>&1 || dpkg -s libatomic1 >/dev/null 2>&1 \
    || missing="$missing libatomic1"
[ -n "$missing" ] || exit 0

no_cluster=/etc/postgresql-common/createcluster.d/langnghe-tests.conf
# what Debian asks before it starts the service of a package; one that is there already stays
no_service=/usr/sbin/policy-rc.d
[ -e "$no_service" ] && no_service=$(mktemp -u)
install() {
    export DEBIAN_FRONTEND=noninteractive
    mkdir -p "$(dirname "$no_cluster")"
    echo 'create_main_cluster = false' >"$no_cluster"
    printf '#!/bin/sh\nexit 101\n' >"$no_service" && chmod 755 "$no_service"
    # shellcheck disable=SC2086 # the names are words of one list
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } \
        >"$log" 2>&1
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    log=$(mktemp)
    echo "Installing for the tests:$(printf ' %s' $missing) ..."
    if install; then
        rm -f "$log" "$no_cluster" "$no_service"
        exit 0
    fi
    rm -f "$no_cluster" "$no_service"
    tail -n 5 "$log" >&2
    rm -f "$log"
fi
echo "Not on this machine:$(printf ' %s' $missing). Tests that cannot do without are left out." >&2
