<?php
/**
 * People with an account.
 *
 * @package Winnow
 */

defined( 'ABSPATH' ) || exit;

/**
 * Tells who signed in or opened an account. The page only ever gets an opaque id; name and e-mail address go from server to server.
 */
class Winnow_People {

	/** Registers the hooks. */
	public static function hook() {
		add_action( 'wp_login', array( __CLASS__, 'signed_in' ), 10, 2 );
		add_action( 'user_register', array( __CLASS__, 'signed_up' ) );
		add_action( 'wp_logout', array( __CLASS__, 'signed_out' ) );
	}

	/**
	 * Somebody signed in.
	 *
	 * @param string  $login The user name.
	 * @param WP_User $user  The account.
	 */
	public static function signed_in( $login, $user = null ) {
		if ( $user ) {
			self::tell( $user, 'Signed In' );
		}
	}

	/**
	 * Somebody opened an account; not if staff or an import made it for them.
	 *
	 * @param int $user_id The account.
	 */
	public static function signed_up( $user_id ) {
		$user = get_userdata( $user_id );
		if ( $user && ! current_user_can( 'create_users' ) && ! defined( 'WP_CLI' ) && ! wp_doing_cron() ) {
			self::tell( $user, 'Signed Up' );
		}
	}

	/** Lets the next page forget who this was: assets/page.js does, for the snippet's entries are in the browser. */
	public static function signed_out() {
		if ( ! headers_sent() ) {
			setcookie( 'wn_reset', '1', time() + DAY_IN_SECONDS, '/', '', is_ssl(), false );
		}
	}

	private static function tell( $user, $event ) {
		if ( ! Winnow_Settings::get( 'identify' ) || Winnow_Visitor::left_out( $user ) || ! Winnow_Visitor::allowed() ) {
			return;
		}
		$ids     = Winnow_Visitor::ids( '', $user->ID, Winnow_Visitor::anonymous() );
		$context = Winnow_Visitor::context();
		Winnow_Sender::take(
			$ids + array(
				'type'    => 'identify',
				'traits'  => self::traits( $user ),
				'context' => $context,
			)
		);
		Winnow_Sender::take(
			$ids + array(
				'type'       => 'track',
				'event'      => $event,
				'properties' => new stdClass(),
				'context'    => $context,
			)
		);
	}

	private static function traits( $user ) {
		$traits = array();
		$since  = strtotime( $user->user_registered . ' UTC' );
		if ( $since ) {
			$traits['createdAt'] = gmdate( 'Y-m-d\TH:i:s\Z', $since );
		}
		if ( Winnow_Settings::get( 'email' ) ) {
			$traits['email'] = $user->user_email;
			$traits['name']  = trim( $user->first_name . ' ' . $user->last_name );
			$traits          = array_filter( $traits, 'strlen' );
		}
		return $traits ? $traits : new stdClass();
	}
}
