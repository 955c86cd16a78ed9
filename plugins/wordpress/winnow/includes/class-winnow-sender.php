<?php
/**
 * Brings messages to the collector.
 *
 * @package Winnow
 */

defined( 'ABSPATH' ) || exit;

/**
 * Messages are collected while the page is made and sent in one request once the visitor has the page. What could not be
 * delivered waits in the data base and is tried again by WP-Cron; the messageId makes a second delivery harmless.
 */
class Winnow_Sender {

	const EVENT = 'winnow_deliver';
	const WAIT  = 'winnow_wait_';
	const MOST  = 200;
	const TEXT  = 4000;

	/**
	 * Messages of this request.
	 *
	 * @var array
	 */
	private static $queue = array();

	/** Registers the hooks. */
	public static function hook() {
		add_action( 'shutdown', array( __CLASS__, 'flush' ), 100 );
		add_action( self::EVENT, array( __CLASS__, 'deliver' ) );
	}

	/** Whether server calls can be made at all. */
	public static function ready() {
		return '' !== Winnow_Settings::get( 'host' ) && '' !== Winnow_Settings::secret();
	}

	/**
	 * Takes a message.
	 *
	 * @param array  $message Segment's message: type, event, properties, ids ...
	 * @param string $once    What happened, where it can be reported more than once ("order:17"): makes the same messageId each time.
	 * @param int    $at      When it happened, in seconds since 1970; 0 for now.
	 */
	public static function take( $message, $once = '', $at = 0 ) {
		if ( ! self::ready() || count( self::$queue ) >= self::MOST ) {
			return;
		}
		/**
		 * The last word of the site about a message: change it, or return null to withhold it.
		 */
		$message = apply_filters( 'winnow_message', self::shorten( $message ) );
		if ( ! is_array( $message ) ) {
			return;
		}
		$message['messageId'] = 'wp-' . ( '' === $once ? wp_generate_uuid4() : Winnow_Visitor::opaque( $once ) );
		$message['timestamp'] = $at ? gmdate( 'Y-m-d\TH:i:s\Z', $at ) : self::now();
		$message['context']   = ( $message['context'] ?? array() ) + array(
			'library' => array(
				'name'    => 'winnow-wordpress',
				'version' => WINNOW_VERSION,
			),
		);
		self::$queue[]        = $message;
	}

	/** Sends what this request has collected, after the visitor got the answer where the server allows that. */
	public static function flush() {
		$messages    = self::$queue;
		self::$queue = array();
		if ( ! $messages ) {
			return;
		}
		if ( function_exists( 'fastcgi_finish_request' ) ) {
			fastcgi_finish_request();
		} elseif ( function_exists( 'litespeed_finish_request' ) ) {
			litespeed_finish_request();
		}
		// After a failure nobody waits for the collector for a minute.
		if ( get_transient( 'winnow_down' ) || ! self::post( $messages, 2 ) ) {
			self::keep( $messages );
		}
	}

	/** Tries again what waits. Called by WP-Cron. */
	public static function deliver() {
		foreach ( self::waiting( 50 ) as $name ) {
			$messages = get_option( $name );
			if ( is_array( $messages ) && $messages && ! self::post( $messages, 10 ) ) {
				self::schedule();
				return;
			}
			delete_option( $name );
		}
		if ( self::waiting( 1 ) ) {
			self::schedule();
		}
	}

	/**
	 * One request. True if it need not be repeated: the collector has the messages, or will never want them.
	 *
	 * @param array $messages The batch.
	 * @param int   $seconds  The longest wait.
	 */
	private static function post( $messages, $seconds ) {
		$answer = self::request( $messages, $seconds );
		$status = (int) wp_remote_retrieve_response_code( $answer );
		if ( 200 === $status ) {
			delete_transient( 'winnow_tries' );
			delete_transient( 'winnow_down' );
			$told = json_decode( wp_remote_retrieve_body( $answer ), true );
			self::trouble( empty( $told['rejected'][0]['message'] ) ? '' : (string) $told['rejected'][0]['message'] );
			return true;
		}
		$said = is_wp_error( $answer ) ? $answer->get_error_message() : $status . ' ' . wp_remote_retrieve_header( $answer, 'x-winnow' );
		self::trouble( $said );
		if ( 400 === $status || 413 === $status ) {
			return true;
		}
		// Also after a 401: the owner may yet correct the key.
		set_transient( 'winnow_down', max( 60, min( 3600, (int) wp_remote_retrieve_header( $answer, 'retry-after' ) ) ), 60 );
		return false;
	}

	/**
	 * The request itself.
	 *
	 * @param array  $messages The batch.
	 * @param int    $seconds  The longest wait.
	 * @param string $key      Another key than the secret one, to see whether the collector knows it.
	 */
	public static function request( $messages, $seconds, $key = '' ) {
		return wp_remote_post(
			Winnow_Settings::get( 'host' ) . '/v1/batch',
			array(
				'timeout'     => $seconds,
				'redirection' => 0,
				'user-agent'  => 'winnow-wordpress/' . WINNOW_VERSION,
				'headers'     => array(
					'Authorization' => 'Basic ' . base64_encode( ( '' === $key ? Winnow_Settings::secret() : $key ) . ':' ), // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions
					'Content-Type'  => 'application/json',
				),
				'body'        => wp_json_encode(
					array(
						'batch'  => array_values( $messages ),
						'sentAt' => self::now(),
					),
					JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES
				),
			)
		);
	}

	/**
	 * Lets a batch wait for WP-Cron: an option of its own, so that two requests cannot overwrite each other's.
	 *
	 * @param array $messages The batch.
	 */
	private static function keep( $messages ) {
		if ( count( self::waiting( self::MOST ) ) >= self::MOST ) {
			self::trouble( __( 'Too many messages wait; the newest are lost.', 'winnow' ) );
			return;
		}
		add_option( self::WAIT . str_replace( '-', '', wp_generate_uuid4() ), $messages, '', 'no' );
		self::schedule();
	}

	/** Asks WP-Cron to come back: in one minute, then two, four ... up to six hours. */
	private static function schedule() {
		if ( wp_next_scheduled( self::EVENT ) ) {
			return;
		}
		$tries = (int) get_transient( 'winnow_tries' );
		set_transient( 'winnow_tries', $tries + 1, DAY_IN_SECONDS );
		wp_schedule_single_event( time() + max( (int) get_transient( 'winnow_down' ), min( 6 * HOUR_IN_SECONDS, 60 * 2 ** min( $tries, 9 ) ) ), self::EVENT );
	}

	/** Called when the plugin is switched off. */
	public static function unschedule() {
		wp_clear_scheduled_hook( self::EVENT );
	}

	/**
	 * Names of the options in which batches wait, oldest first.
	 *
	 * @param int $most How many.
	 */
	public static function waiting( $most ) {
		global $wpdb;
		return $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s ORDER BY option_id LIMIT %d", $wpdb->esc_like( self::WAIT ) . '%', $most ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery
	}

	/**
	 * Remembers the latest trouble for the settings page: the collector's words, never a visitor's.
	 *
	 * @param string $said What went wrong; '' if nothing.
	 */
	private static function trouble( $said ) {
		if ( (string) get_transient( 'winnow_trouble' ) === $said ) {
			return;
		}
		if ( '' === $said ) {
			delete_transient( 'winnow_trouble' );
		} else {
			set_transient( 'winnow_trouble', substr( sanitize_text_field( $said ), 0, 300 ), WEEK_IN_SECONDS );
		}
	}

	private static function now() {
		list( $fraction, $seconds ) = explode( ' ', microtime() );
		return gmdate( 'Y-m-d\TH:i:s', (int) $seconds ) . substr( $fraction, 1, 4 ) . 'Z';
	}

	/**
	 * Cuts texts to 4,000 characters (the collector reads no more), so that no message is over the collector's 32 KB.
	 *
	 * @param mixed $value A message or a part of it.
	 */
	private static function shorten( $value ) {
		if ( is_array( $value ) ) {
			return array_map( array( __CLASS__, 'shorten' ), $value );
		}
		return is_string( $value ) && strlen( $value ) > self::TEXT ? mb_substr( $value, 0, self::TEXT, 'UTF-8' ) : $value;
	}
}
