<?php
/**
 * What stands in the pages.
 *
 * @package Winnow
 */

defined( 'ABSPATH' ) || exit;

/**
 * Prints the snippet's tag and assets/page.js: two script files, nothing inline, so that a strict Content Security Policy holds.
 * Both are deferred, unless the snippet shows welcomes: then they run before the page's first picture, so that nothing flickers.
 */
class Winnow_Tag {

	/** Registers the hooks. */
	public static function hook() {
		add_action( 'wp_head', array( __CLASS__, 'head' ), 5 );
		add_action( 'login_head', array( __CLASS__, 'login' ), 5 );
	}

	/** Prints the tags of a page. */
	public static function head() {
		if ( ! self::wanted() ) {
			return;
		}
		if ( is_404() ) {
			echo '<meta name="winnow-status" content="404">' . "\n";
		}
		self::page_script( self::user_id() );
		$set        = Winnow_Settings::all();
		$attributes = array( 'data-key' => $set['key'] );
		// Without data-host the snippet sends to where it came from.
		if ( '' !== $set['consent'] ) {
			$attributes['data-consent'] = 'required';
		}
		foreach ( array( 'cookieless', 'hash', 'search', 'welcome' ) as $name ) {
			if ( $set[ $name ] ) {
				$attributes[ 'data-' . $name ] = '';
			}
		}
		if ( '' !== $set['query'] ) {
			$attributes['data-query'] = $set['query'];
		}
		/**
		 * More attributes for the tag, e.g. array( 'data-cfasync' => 'false' ) against script optimizers.
		 */
		$attributes = apply_filters( 'winnow_tag_attributes', $attributes );
		self::script( ( '' !== $set['proxy'] ? $set['proxy'] : $set['host'] ) . '/' . $set['build'], $attributes );
	}

	/** The sign-in page gets no snippet, only the script that hands over the snippet's id. */
	public static function login() {
		if ( self::configured() ) {
			self::page_script( '' );
		}
	}

	private static function configured() {
		return '' !== Winnow_Settings::get( 'key' ) && '' !== Winnow_Settings::get( 'host' );
	}

	private static function wanted() {
		$wanted = self::configured() && ! is_preview() && ! is_customize_preview() && ! self::path_excluded()
			&& ! ( is_user_logged_in() && Winnow_Visitor::left_out( wp_get_current_user() ) );
		/**
		 * Whether this page gets the snippet.
		 */
		return (bool) apply_filters( 'winnow_print_tag', $wanted );
	}

	/** Excluded paths may hold * for anything; "/shop" means that page alone, "/shop/*" all below it. */
	private static function path_excluded() {
		$path = isset( $_SERVER['REQUEST_URI'] ) ? (string) wp_parse_url( esc_url_raw( wp_unslash( $_SERVER['REQUEST_URI'] ) ), PHP_URL_PATH ) : '';
		foreach ( Winnow_Settings::get( 'excluded' ) as $pattern ) {
			$expression = '#^' . str_replace( '\*', '.*', preg_quote( untrailingslashit( $pattern ), '#' ) ) . '/?$#iD';
			if ( preg_match( $expression, $path ) ) {
				return true;
			}
		}
		return false;
	}

	private static function user_id() {
		return Winnow_Settings::get( 'identify' ) && is_user_logged_in() ? Winnow_Visitor::account( get_current_user_id() ) : '';
	}

	/**
	 * Prints the tag of assets/page.js, which stands before the snippet's, so that both see the same storage.
	 *
	 * @param string $user The account's opaque id; '' for none.
	 */
	private static function page_script( $user ) {
		$attributes = array();
		if ( '' !== $user ) {
			$attributes['data-user'] = $user;
		}
		if ( Winnow_Settings::get( 'link' ) && ! Winnow_Settings::get( 'cookieless' ) ) {
			$attributes['data-link'] = '';
		}
		if ( '' !== Winnow_Settings::get( 'consent' ) ) {
			$attributes['data-consent'] = Winnow_Settings::get( 'consent' );
		}
		self::script( plugins_url( 'assets/page.js', WINNOW_FILE ) . '?ver=' . WINNOW_VERSION, $attributes );
	}

	private static function script( $url, $attributes ) {
		$text = '';
		foreach ( $attributes as $name => $value ) {
			if ( preg_match( '/^[a-z][a-z0-9-]*$/D', (string) $name ) ) {
				$text .= ' ' . $name . ( '' === $value ? '' : '="' . esc_attr( $value ) . '"' );
			}
		}
		$defer = Winnow_Settings::get( 'welcome' ) ? '' : 'defer ';
		echo '<script ' . $defer . 'src="' . esc_url( $url ) . '"' . $text . "></script>\n"; // phpcs:ignore WordPress.Security.EscapeOutput, WordPress.WP.EnqueuedResources
	}
}
