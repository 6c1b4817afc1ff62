<?php
// Sets WordPress up as its installer does, without a browser, and fills it:
// install.php FOLDER ADDRESS PERMALINKS
[, $folder, $address, $links] = $argv;

define( 'WP_INSTALLING', true );
define( 'WP_SITEURL', $address );
$_SERVER += array( 'HTTP_HOST' => parse_url( $address, PHP_URL_HOST ), 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/' );
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

function wp_new_blog_notification() {} // no mail

require "$folder/wp-load.php";
require ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter( 'pre_http_request', fn() => new WP_Error( 'lab', 'no requests' ) );

wp_install( 'Lab Tea', 'annaberg', 'anna@apps-lab.test', true, '', 'lab-password' );
if ( is_wp_error( wp_insert_user( array( 'user_login' => 'bert', 'user_pass' => 'lab-password', 'display_name' => 'Bert Beck', 'role' => 'author' ) ) ) ) {
	exit( 1 );
}

$page = fn( $title, $text, $parent = 0 ) => wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_author' => 1, 'post_title' => $title, 'post_content' => $text, 'post_parent' => $parent ), true );
$shop = $page( 'Shop', '<p>Tea from all over the lab.</p>' );
foreach ( array( 'Green tea', 'Black tea' ) as $tea ) {
	$page( $tea, "<p>$tea, 100 g, 7.50 EUR.</p>", $shop );
}
$page( 'Contact', '<p>Lab Tea, 1 Lab Lane.</p>' );
$home = $page( 'Welcome', '<p>Good tea, sent today.</p><p><a href="' . wp_login_url() . '">Log in</a></p>' );
update_option( 'show_on_front', 'page' );
update_option( 'page_on_front', $home );
update_option( 'blog_public', 1 );
wp_upload_bits( 'tea.txt', null, 'Tea' );

$wp_rewrite->set_permalink_structure( $links );
flush_rewrite_rules( false );
