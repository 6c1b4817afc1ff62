<?php
// What its maker wrote for WordPress 2.0, which now says so on each page.
add_action( 'init', fn() => get_settings( 'blogname' ) );
