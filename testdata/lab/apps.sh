# The lab's real applications, of Debian's packages; sourced by run after
# servers.sh. WordPress behind nginx is there twice as people run it and once as
# somebody left it, and once behind Apache httpd; beside these, one that nobody has
# set up yet, and a wiki. What apps/truth does not list must not be found.

apps=127.0.7.6 apps_apache=127.0.7.7 apps_hardened=127.0.7.8
apps_packages=(wordpress wordpress-theme-twentytwentythree php-fpm php-mysql mariadb-server git subversion adminer phpmyadmin dokuwiki)

make_apps_certificate() {
  cd "$work/pki"
  certificate apps 90 '*.apps-lab.test'
  cd - >/dev/null
}

# start_database: a server of its own, which nothing reaches but through its socket
start_database() {
  mkdir "$work/apps/db"
  chown mysql "$work/apps/db"
  mariadb-install-db --no-defaults --datadir="$work/apps/db" --user=mysql --skip-test-db --auth-root-authentication-method=normal > "$work/apps/db.log" 2>&1 ||
    { tail -5 "$work/apps/db.log"; exit 1; }
  background database mariadbd --no-defaults --datadir="$work/apps/db" --user=mysql --socket="$work/apps/db/sock" --pid-file="$work/apps/db/pid" \
    --skip-networking --skip-log-bin --innodb-buffer-pool-size=32M --innodb-flush-log-at-trx-commit=0
  local i
  for i in $(seq 200); do
    database -e 'SELECT 1' >/dev/null 2>&1 && return 0
    sleep 0.1
  done
  echo "lab: the database does not answer"
  tail -5 "$work/database.log"
  exit 1
}

database() { mariadb --no-defaults --socket="$work/apps/db/sock" -u root "$@"; }

start_php() {
  apps_conf php.conf
  local programs=(/usr/sbin/php-fpm[0-9]*)
  background php "${programs[-1]}" --nodaemonize --fpm-config "$work/apps/php.conf"
}

# apps_conf FILE: a configuration of these servers
apps_conf() { sed "s|@WORK@|$work|g; s|@IP@|$apps|g; s|@APACHE@|$apps_apache|g; s|@HARDENED@|$apps_hardened|g" "$here/apps/$1" > "$work/apps/$1"; }

# unpack_wordpress HOST PLUGIN: Debian's files as their makers ship them, in a folder
# of its own, and a plugin of those in apps/; "": none
unpack_wordpress() {
  local www=$work/apps/www
  if [ ! -d "$www" ]; then
    mkdir -p "$www"
    cp -rL /usr/share/wordpress "$www/$1"
    rm -rf "$www/$1/wp-config.php" "$www/$1/.htaccess" "$www/$1/wp-content/languages"
  else
    cp -al "$www/new" "$www/$1"
    chown www-data "$www/$1/wp-content"
    [ -z "$2" ] || install -D "$here/apps/$2.php" "$www/$1/wp-content/mu-plugins/$2.php"
  fi
}

# setup_wordpress HOST ADDRESS PERMALINKS PLUGIN WP-CONFIG-LINE...: as its manual
# says, but without a browser
setup_wordpress() {
  local host=$1 address=$2 links=$3
  unpack_wordpress "$host" "$4"
  shift 4
  database -e "CREATE DATABASE $host; GRANT ALL ON $host.* TO wordpress@localhost IDENTIFIED BY 'lab-password'"
  printf '%s\n' "define( 'WP_HTTP_BLOCK_EXTERNAL', true );" "define( 'DISABLE_WP_CRON', true );" "$@" > "$work/apps/$host.lines"
  sed "s|database_name_here|$host|; s|username_here|wordpress|; s|password_here|lab-password|; s|'localhost'|'localhost:$work/apps/db/sock'|
    s|put your unique phrase here|$host|; /^define( 'WP_DEBUG'/d; /Add any custom values/r $work/apps/$host.lines" \
    /usr/share/wordpress/wp-config-sample.php > "$work/apps/www/$host/wp-config.php"
  background "$host-setup" setpriv --reuid=www-data --regid=www-data --clear-groups \
    php "$here/apps/install.php" "$work/apps/www/$host" "$address" "$links"
}

# setup_shops: all at once, as this takes a while
setup_shops() {
  local running=${#started[@]} debug="define( 'WP_DEBUG', true );" i
  local hosts=(hardened usual plain apache)
  setup_wordpress hardened https://hardened.apps-lab.test /%postname%/ quiet
  setup_wordpress usual https://usual.apps-lab.test /%postname%/ ''
  setup_wordpress plain http://plain.apps-lab.test '' old "$debug" "define( 'WP_DEBUG_LOG', true );" "define( 'WP_DEBUG_DISPLAY', false );"
  setup_wordpress apache https://apache.apps-lab.test /%postname%/ old "$debug"
  for i in "${!hosts[@]}"; do
    wait "${started[running + i]}" || { echo "lab: WordPress was not set up at ${hosts[i]}.apps-lab.test:"; tail -n 5 "$work/${hosts[i]}-setup.log"; exit 1; }
  done
  started=("${started[@]:0:running}") # these have ended
}

# setup_wiki: a copy of Debian's, whose settings and pages are in a folder of its own
setup_wiki() {
  local at=$work/apps/wiki
  cp -rL /usr/share/dokuwiki "$work/apps/www/wiki"
  rm "$work/apps/www/wiki/.htaccess"
  mkdir "$at"
  cp -rL /etc/dokuwiki "$at/conf"
  cp -r /var/lib/dokuwiki/data "$at/data"
  sed -i "s|'/etc/dokuwiki/'|'$at/conf/'|" "$work/apps/www/wiki/inc/preload.php"
  echo "\$conf['savedir'] = '$at/data';" >> "$at/conf/local.php"
  chown -R www-data "$at"
}

# leave_behind: what people leave in a shop's folder, each made by the program that
# makes it for them
leave_behind() {
  local www=$work/apps/www
  cd "$www/plain" # by nginx
  (
    export HOME=$work/apps
    git init -q
    git add index.php wp-login.php
    git -c user.name=Lab -c user.email=lab@apps-lab.test commit -q -m Shop
  )
  mariadb-dump --no-defaults --socket="$work/apps/db/sock" -u root plain > backup.sql
  echo '<?php phpinfo();' > phpinfo.php
  cp /usr/share/adminer/adminer.php .
  cd "$www/apache" # by Apache httpd
  cp wp-config.php wp-config.php.bak
  cp "$work/pki/apps.key" server.key
  chmod 644 server.key
  mkdir backup
  tar -czf backup/shop.tar.gz wp-content
  tar -czf backup.tar.gz wp-content
  svnadmin create "$work/apps/svn"
  svn checkout -q "file://$work/apps/svn" .
  cd - >/dev/null
}

start_apps() {
  mkdir -p "$work/apps"
  start_database
  start_php
  unpack_wordpress new ''
  setup_shops
  setup_wiki
  leave_behind
  openssl passwd -apr1 lab-password | sed 's/^/staff:/' > "$work/apps/staff"
  apps_conf nginx.conf
  apps_conf apache.conf
  background apps-nginx nginx -c "$work/apps/nginx.conf"
  background apps-apache apache2 -f "$work/apps/apache.conf" -DFOREGROUND
  reachable $apps 443
  reachable $apps_apache 443
  # the first visitor, after whom there is a log
  php -r 'file_get_contents("http://'$apps'/", false, stream_context_create(["http" => ["header" => "Host: plain.apps-lab.test"]]));'
}

apps_profiles="standard thorough"

look_at_apps() {
  local host profile
  mkdir -p "$work/apps/said"
  for host in $(apps_hosts); do
    for profile in $apps_profiles; do
      scan "$host.apps-lab.test" root --profile $profile > "$work/apps/said/$host.$profile.json" ||
        { echo "lab: the $profile scan of $host.apps-lab.test ended with $?"; failed=1; }
    done
  done
}

apps_hosts() { sed -n 's/^\[\([a-z]*\)\]$/\1/p' "$here/apps/truth"; }

# truth_of HOST PROFILE: what a scan of it must say; later sections of the file
# speak of a probe instead of earlier ones
truth_of() {
  awk -v host="$1" -v profile="$2" '
    /^#/ || !NF { next }
    /^\[/ { gsub(/[][]/, ""); here = $1 == "*" || $1 == host && (NF == 1 || $2 == profile); part++; next }
    here { if (from[$1] != part) lines[$1] = ""; from[$1] = part; lines[$1] = lines[$1] $0 "\n" }
    END { for (p in lines) printf "%s", lines[p] }' "$here/apps/truth" | sort
}

# agree_on_apps: each probe that the truth speaks of says that, in its words, and
# no other one warns or fails
agree_on_apps() {
  local host profile agreed=0 said probe outcome words
  for host in $(apps_hosts); do
    for profile in $apps_profiles; do
      said=$work/apps/said/$host.$profile
      truth_of "$host" $profile > "$said.truth"
      outcomes < "$said.json" | awk 'NR == FNR { told[$1] = 1; next } told[$1] || $2 ~ /fail|warn/' "$said.truth" - > "$said.outcomes"
      if ! diff -u <(cut -d' ' -f1,2 "$said.truth" | sort -u) "$said.outcomes" > "$said.diff"; then
        echo "lab: $host.apps-lab.test is not judged as it is, with --profile $profile (-is +judged):"
        sed 1,2d "$said.diff" | grep '^[-+]'
        agreed=1
      fi
      jq -r '.scan.findings[] | .probe + " " + .outcome + " " + .message' "$said.json" > "$said.messages"
      while read -r probe outcome words; do
        grep "^$probe $outcome " "$said.messages" | grep -qF -- "$words" ||
          { echo "lab: $probe of $host.apps-lab.test, with --profile $profile, should say \"$words\":"; grep "^$probe " "$said.messages"; agreed=1; }
      done < "$said.truth"
    done
  done
  return $agreed
}
