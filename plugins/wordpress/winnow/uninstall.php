<?php
/**
 * Removes all that the plugin has stored.
 *
 * @package Winnow
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/** Removes the options of one site: settings, keys, what waits, the latest trouble. */
function winnow_uninstall_site() {
	global $wpdb;
	foreach ( array( 'winnow', 'winnow_secret_key', 'winnow_salt' ) as $name ) {
		delete_option( $name );
	}
	foreach ( array( 'winnow_down', 'winnow_tries', 'winnow_trouble', 'winnow_checked' ) as $name ) {
		delete_transient( $name );
	}
	$waiting = $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like( 'winnow_wait_' ) . '%' ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
	foreach ( $waiting as $name ) {
		delete_option( $name );
	}
	wp_clear_scheduled_hook( 'winnow_deliver' );
}

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $winnow_site ) {
		switch_to_blog( $winnow_site );
		winnow_uninstall_site();
		restore_current_blog();
	}
} else {
	winnow_uninstall_site();
}
