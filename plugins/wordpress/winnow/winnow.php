<?php
/**
 * Plugin Name:       Winnow
 * Description:       Tells your Winnow collector who visits: the snippet, sign-ins, forms and orders, with consent.
 * Version:           0.1.0
 * Requires at least: 5.8
 * Requires PHP:      7.4
 * License:           MIT
 * Text Domain:       winnow
 *
 * @package Winnow
 */

defined( 'ABSPATH' ) || exit;

define( 'WINNOW_VERSION', '0.1.0' );
define( 'WINNOW_FILE', __FILE__ );

require_once __DIR__ . '/includes/class-winnow-settings.php';
require_once __DIR__ . '/includes/class-winnow-visitor.php';
require_once __DIR__ . '/includes/class-winnow-sender.php';
require_once __DIR__ . '/includes/class-winnow-tag.php';
require_once __DIR__ . '/includes/class-winnow-people.php';
require_once __DIR__ . '/includes/class-winnow-forms.php';
require_once __DIR__ . '/includes/class-winnow-shop.php';
require_once __DIR__ . '/includes/class-winnow-admin.php';

register_activation_hook( __FILE__, array( 'Winnow_Settings', 'prepare' ) );
register_deactivation_hook( __FILE__, array( 'Winnow_Sender', 'unschedule' ) );

Winnow_Sender::hook();
Winnow_Tag::hook();
Winnow_People::hook();
Winnow_Forms::hook();
Winnow_Shop::hook();
Winnow_Admin::hook();
