<?php
// What people put into a shop so that it does not tell its version.
add_filter( 'the_generator', '__return_empty_string' );
