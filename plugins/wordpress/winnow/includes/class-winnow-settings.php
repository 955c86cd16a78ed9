<?php
/**
 * What the owner has set.
 *
 * @package Winnow
 */

defined( 'ABSPATH' ) || exit;

/**
 * Reads and cleans the settings. What comes out of here is valid; it is still escaped where it is printed.
 */
class Winnow_Settings {

	const OPTION = 'winnow';
	const SECRET = 'winnow_secret_key';
	const SALT   = 'winnow_salt';

	const BUILDS   = array( 'w.js', 'w.core.js', 'w.full.js' );
	const CONSENTS = array( '', 'required', 'wp' );

	const DEFAULTS = array(
		'host'       => '',
		'proxy'      => '',
		'key'        => '',
		'build'      => 'w.js',
		'consent'    => '',
		'identify'   => true,
		'email'      => false,
		'link'       => true,
		'forms'      => true,
		'comments'   => true,
		'shop'       => true,
		'address'    => false,
		'search'     => false,
		'hash'       => false,
		'cookieless' => false,
		'welcome'    => false,
		'query'      => '',
		'roles'      => array( 'administrator', 'editor', 'author', 'contributor', 'shop_manager' ),
		'excluded'   => array(),
	);

	/** Creates the two options that must not be loaded with every page. */
	public static function prepare() {
		if ( false === get_option( self::SECRET, false ) ) {
			add_option( self::SECRET, '', '', 'no' );
		}
		self::salt();
	}

	/** All settings, each with a valid value. */
	public static function all() {
		$stored = get_option( self::OPTION, array() );
		return array_merge( self::DEFAULTS, is_array( $stored ) ? array_intersect_key( $stored, self::DEFAULTS ) : array() );
	}

	/**
	 * One setting.
	 *
	 * @param string $name Its name, as in DEFAULTS.
	 */
	public static function get( $name ) {
		$all = self::all();
		return $all[ $name ];
	}

	/** The trusted key: a constant of wp-config.php outweighs the stored one. For server calls only, never for a page. */
	public static function secret() {
		if ( defined( 'WINNOW_SECRET_KEY' ) ) {
			return (string) constant( 'WINNOW_SECRET_KEY' );
		}
		return (string) get_option( self::SECRET, '' );
	}

	/** A random text of this site's own, so that nobody can compute a visitor's id from an account number or an address. */
	public static function salt() {
		$salt = get_option( self::SALT, '' );
		if ( ! is_string( $salt ) || '' === $salt ) {
			$salt = wp_generate_password( 64, false );
			add_option( self::SALT, $salt, '', 'no' );
		}
		return $salt;
	}

	/**
	 * Cleans what the settings form sent; a wrong value keeps the old one and says so.
	 *
	 * @param mixed $given The form's values.
	 */
	public static function sanitize( $given ) {
		$given = is_array( $given ) ? $given : array();
		$clean = self::all();
		foreach ( self::DEFAULTS as $name => $default ) {
			if ( is_bool( $default ) ) {
				$clean[ $name ] = ! empty( $given[ $name ] );
			}
		}
		$clean['host']     = self::clean_host( self::text( $given, 'host' ), $clean['host'] );
		$clean['proxy']    = self::clean_proxy( self::text( $given, 'proxy' ), $clean['proxy'] );
		$clean['key']      = self::clean_key( self::text( $given, 'key' ), $clean['key'] );
		$clean['build']    = self::one_of( self::BUILDS, $given['build'] ?? $clean['build'], self::DEFAULTS['build'] );
		$clean['consent']  = self::one_of( self::CONSENTS, $given['consent'] ?? $clean['consent'], 'required' );
		$clean['query']    = implode( ',', self::words( self::text( $given, 'query' ), '/[^A-Za-z0-9_.-]+/' ) );
		$clean['roles']    = isset( $given['roles'] ) && is_array( $given['roles'] ) ? array_values( array_filter( array_map( 'sanitize_key', array_filter( $given['roles'], 'is_string' ) ) ) ) : array();
		$clean['excluded'] = self::clean_paths( $given['excluded'] ?? array() );
		return $clean;
	}

	/**
	 * Cleans the secret key: an empty field keeps the stored one, because the form never shows it.
	 *
	 * @param mixed $given What was typed.
	 */
	public static function sanitize_secret( $given ) {
		$stored = (string) get_option( self::SECRET, '' );
		// The nonce was checked by options.php, which is what calls this.
		if ( ! empty( $_POST['winnow_forget_secret'] ) ) { // phpcs:ignore WordPress.Security.NonceVerification
			return '';
		}
		$given = is_string( $given ) ? trim( $given ) : '';
		if ( '' === $given ) {
			return $stored;
		}
		if ( ! preg_match( '/^[A-Za-z0-9_-]{8,200}$/D', $given ) || 0 === strpos( $given, 'wk_' ) ) {
			self::complain( 'secret', __( 'The secret key was not saved: it begins with sk_ and has letters and digits only.', 'winnow' ) );
			return $stored;
		}
		return $given;
	}

	private static function text( $given, $name ) {
		return isset( $given[ $name ] ) && is_string( $given[ $name ] ) ? trim( $given[ $name ] ) : '';
	}

	private static function one_of( $allowed, $given, $otherwise ) {
		return in_array( $given, $allowed, true ) ? $given : $otherwise;
	}

	private static function words( $text, $separators ) {
		return array_slice( array_values( array_filter( preg_split( $separators, $text ), 'strlen' ) ), 0, 50 );
	}

	private static function clean_host( $host, $before ) {
		if ( '' === $host ) {
			return '';
		}
		$url = rtrim( esc_url_raw( $host, array( 'http', 'https' ) ), '/' );
		if ( '' === $url || ! wp_parse_url( $url, PHP_URL_HOST ) || preg_match( '/[?#"\'<>\s]/', $url ) || wp_parse_url( $url, PHP_URL_USER ) ) {
			self::complain( 'host', __( 'The collector must be an address such as https://collector.example.', 'winnow' ) );
			return $before;
		}
		return $url;
	}

	private static function clean_proxy( $path, $before ) {
		$path = rtrim( $path, '/' );
		if ( '' === $path || preg_match( '#^(/[A-Za-z0-9._~-]+)+$#D', $path ) ) {
			return $path;
		}
		self::complain( 'proxy', __( 'The path must look like /stats.', 'winnow' ) );
		return $before;
	}

	private static function clean_key( $key, $before ) {
		if ( 0 === strpos( $key, 'sk_' ) ) {
			self::complain( 'key', __( 'This is the secret key. It must never stand in a page: use the write key (wk_...) here.', 'winnow' ) );
			return $before;
		}
		if ( '' === $key || preg_match( '/^[A-Za-z0-9_-]{1,200}$/D', $key ) ) {
			return $key;
		}
		self::complain( 'key', __( 'The write key has letters and digits only.', 'winnow' ) );
		return $before;
	}

	private static function clean_paths( $given ) {
		$lines = is_array( $given ) ? array_filter( $given, 'is_string' ) : self::words( is_string( $given ) ? $given : '', '/[\r\n]+/' );
		$lines = array_map( 'trim', array_map( 'sanitize_text_field', $lines ) );
		return array_values(
			array_filter(
				$lines,
				function ( $line ) {
					return 0 === strpos( $line, '/' );
				}
			)
		);
	}

	private static function complain( $code, $text ) {
		if ( function_exists( 'add_settings_error' ) ) {
			add_settings_error( self::OPTION, 'winnow_' . $code, $text );
		}
	}
}
