<?php
/**
 * Who is at the other end of this request.
 *
 * @package Winnow
 */

defined( 'ABSPATH' ) || exit;

/**
 * Ids without meaning outside this site, and whether anything may be said about this visitor.
 */
class Winnow_Visitor {

	/** Query parameters that name a page. */
	const NAMED = array( 'p', 'page_id', 'product', 'cat', 'lang' );

	/**
	 * The snippet's id, as assets/page.js left it for this request; '' if there is none.
	 */
	public static function anonymous() {
		$id = isset( $_COOKIE['wn_id'] ) && is_string( $_COOKIE['wn_id'] ) ? wp_unslash( $_COOKIE['wn_id'] ) : ''; // phpcs:ignore WordPress.Security.ValidatedSanitizedInput
		return preg_match( '/^[A-Za-z0-9._-]{1,100}$/D', $id ) ? $id : '';
	}

	/**
	 * An account's id for the collector: opaque, and the same for ever.
	 *
	 * @param int $user_id The account's number.
	 */
	public static function account( $user_id ) {
		return 'wp_' . self::opaque( 'user:' . (int) $user_id );
	}

	/**
	 * A hash that only this site can compute.
	 *
	 * @param string $text What is hashed.
	 */
	public static function opaque( $text ) {
		return substr( hash_hmac( 'sha256', get_current_blog_id() . ':' . $text, Winnow_Settings::salt() ), 0, 32 );
	}

	/**
	 * Whether this visitor may be spoken of. The snippet's id is only handed over by a browser whose owner does not object;
	 * without it, the browser's own headers and the site's consent mode decide.
	 */
	public static function allowed() {
		$consent = Winnow_Settings::get( 'consent' );
		if ( 'wp' === $consent && function_exists( 'wp_has_consent' ) ) {
			return (bool) wp_has_consent( 'statistics' );
		}
		if ( '' !== self::anonymous() ) {
			return true;
		}
		return '' === $consent && ! self::objects();
	}

	/** Global Privacy Control or Do Not Track. */
	private static function objects() {
		return '1' === self::server( 'HTTP_SEC_GPC' ) || '1' === self::server( 'HTTP_DNT' );
	}

	/**
	 * The ids of a message: the device's, the account's, and where both are missing one made from the e-mail address.
	 *
	 * @param string $email   An address that the visitor gave, if any.
	 * @param int    $user_id The account; 0 for none.
	 * @param string $device  The snippet's id; '' for none.
	 */
	public static function ids( $email, $user_id, $device ) {
		$ids = array();
		if ( '' !== $device ) {
			$ids['anonymousId'] = $device;
		}
		if ( $user_id ) {
			$ids['userId'] = self::account( $user_id );
		}
		if ( ! $ids ) {
			$email              = strtolower( trim( (string) $email ) );
			$ids['anonymousId'] = 'wp-' . ( '' === $email ? str_replace( '-', '', wp_generate_uuid4() ) : self::opaque( 'email:' . $email ) );
		}
		return $ids;
	}

	/**
	 * What is said of the visitor's device: the browser's name and the page; the address only if the owner says that this server sees it.
	 */
	public static function context() {
		$context = array();
		$agent   = self::server( 'HTTP_USER_AGENT' );
		if ( '' !== $agent ) {
			$context['userAgent'] = substr( $agent, 0, 1000 );
		}
		$page = self::page();
		if ( '' !== $page ) {
			$context['page'] = array( 'url' => $page );
		}
		$address = Winnow_Settings::get( 'address' ) ? self::server( 'REMOTE_ADDR' ) : '';
		if ( filter_var( $address, FILTER_VALIDATE_IP, FILTER_FLAG_NO_PRIV_RANGE | FILTER_FLAG_NO_RES_RANGE ) ) {
			$context['ip'] = $address;
		}
		return $context;
	}

	/** The page on which the visitor is, if it is one of this site; of its query only what names a page. */
	private static function page() {
		$url = esc_url_raw( self::server( 'HTTP_REFERER' ), array( 'http', 'https' ) );
		if ( '' === $url || wp_parse_url( $url, PHP_URL_HOST ) !== wp_parse_url( home_url(), PHP_URL_HOST ) ) {
			return '';
		}
		parse_str( (string) wp_parse_url( $url, PHP_URL_QUERY ), $query );
		$query = http_build_query( array_filter( array_intersect_key( $query, array_flip( self::NAMED ) ), 'is_string' ) );
		return substr( strtok( $url, '?#' ) . ( '' === $query ? '' : "?$query" ), 0, 1000 );
	}

	/**
	 * Whether somebody with one of these roles is left out.
	 *
	 * @param WP_User|null $user The account.
	 */
	public static function left_out( $user ) {
		return $user && ! empty( $user->roles ) && array_intersect( (array) $user->roles, Winnow_Settings::get( 'roles' ) );
	}

	private static function server( $name ) {
		return isset( $_SERVER[ $name ] ) && is_string( $_SERVER[ $name ] ) ? trim( sanitize_text_field( wp_unslash( $_SERVER[ $name ] ) ) ) : '';
	}
}
