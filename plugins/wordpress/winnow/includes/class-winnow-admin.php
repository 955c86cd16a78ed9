<?php
/**
 * The settings page.
 *
 * @package Winnow
 */

defined( 'ABSPATH' ) || exit;

/**
 * Settings > Winnow, for those who may manage options. The secret key can be written there, and is never shown again.
 */
class Winnow_Admin {

	const PAGE = 'winnow';

	/** Registers the hooks. */
	public static function hook() {
		add_action( 'admin_init', array( __CLASS__, 'register' ) );
		add_action( 'admin_menu', array( __CLASS__, 'menu' ) );
		add_action( 'admin_post_winnow_check', array( __CLASS__, 'check' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( WINNOW_FILE ), array( __CLASS__, 'links' ) );
	}

	/** Registers the settings; WordPress checks nonce and capability when the form comes back. */
	public static function register() {
		Winnow_Settings::prepare();
		register_setting(
			self::PAGE,
			Winnow_Settings::OPTION,
			array(
				'type'              => 'array',
				'sanitize_callback' => array( 'Winnow_Settings', 'sanitize' ),
				'show_in_rest'      => false,
			)
		);
		register_setting(
			self::PAGE,
			Winnow_Settings::SECRET,
			array(
				'type'              => 'string',
				'sanitize_callback' => array( 'Winnow_Settings', 'sanitize_secret' ),
				'show_in_rest'      => false,
			)
		);
		if ( function_exists( 'wp_add_privacy_policy_content' ) ) {
			wp_add_privacy_policy_content( 'Winnow', wp_kses_post( wpautop( self::privacy() ) ) );
		}
	}

	/** Adds the page to the menu. */
	public static function menu() {
		add_options_page( 'Winnow', 'Winnow', 'manage_options', self::PAGE, array( __CLASS__, 'page' ) );
	}

	/**
	 * Adds a link to the list of plugins.
	 *
	 * @param array $links The plugin's links.
	 */
	public static function links( $links ) {
		array_unshift( $links, '<a href="' . esc_url( self::url() ) . '">' . esc_html__( 'Settings', 'winnow' ) . '</a>' );
		return $links;
	}

	private static function url() {
		return admin_url( 'options-general.php?page=' . self::PAGE );
	}

	/** Asks the collector with an empty batch whether it knows the keys. */
	public static function check() {
		if ( ! current_user_can( 'manage_options' ) ) {
			wp_die( esc_html__( 'You may not do this.', 'winnow' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( 'winnow_check' );
		$said = array();
		foreach ( self::keys() as $name => $key ) {
			$said[] = "$name: " . ( '' === $key ? __( 'missing', 'winnow' ) : self::answer( $key ) );
		}
		$said = implode( '; ', $said );
		set_transient( 'winnow_checked', substr( sanitize_text_field( $said ), 0, 300 ), 60 );
		wp_safe_redirect( self::url() );
		exit;
	}

	private static function keys() {
		return array(
			__( 'Write key', 'winnow' )  => Winnow_Settings::get( 'key' ),
			__( 'Secret key', 'winnow' ) => Winnow_Settings::secret(),
		);
	}

	private static function answer( $key ) {
		if ( '' === Winnow_Settings::get( 'host' ) ) {
			return __( 'no collector', 'winnow' );
		}
		$answer = Winnow_Sender::request( array(), 5, $key );
		if ( is_wp_error( $answer ) ) {
			return $answer->get_error_message();
		}
		$status = (int) wp_remote_retrieve_response_code( $answer );
		return 200 === $status ? 'OK' : $status . ' ' . wp_remote_retrieve_header( $answer, 'x-winnow' );
	}

	/** Prints the page. */
	public static function page() {
		if ( ! current_user_can( 'manage_options' ) ) {
			return;
		}
		$set = Winnow_Settings::all();
		echo '<div class="wrap"><h1>Winnow</h1>';
		self::notices();
		echo '<form action="options.php" method="post">';
		settings_fields( self::PAGE );
		echo '<table class="form-table" role="presentation"><tbody>';
		self::text( 'host', __( 'Collector', 'winnow' ), $set['host'], 'https://collector.example', __( 'Where Winnow runs.', 'winnow' ) );
		self::text( 'key', __( 'Write key', 'winnow' ), $set['key'], 'wk_...', __( 'Public: it stands in your pages.', 'winnow' ) );
		self::secret();
		self::text( 'proxy', __( 'First-party path', 'winnow' ), $set['proxy'], '/stats', __( 'If your web server passes a path on to the collector, pages load the snippet from there.', 'winnow' ) );
		self::choice( 'build', __( 'Snippet', 'winnow' ), $set['build'], array_combine( Winnow_Settings::BUILDS, Winnow_Settings::BUILDS ) );
		self::choice(
			'consent',
			__( 'Consent', 'winnow' ),
			$set['consent'],
			array(
				''         => __( 'not asked for (Global Privacy Control and Do Not Track are respected)', 'winnow' ),
				'required' => __( 'required: your banner calls winnow.consent(true)', 'winnow' ),
				'wp'       => __( 'required: your banner speaks the WP Consent API', 'winnow' ),
			)
		);
		self::ticks(
			__( 'Tell about', 'winnow' ),
			$set,
			array(
				'identify' => __( 'people who sign in (by an opaque id)', 'winnow' ),
				'email'    => __( 'their name and e-mail address, also of buyers (from server to server)', 'winnow' ),
				'forms'    => __( 'forms: Contact Form 7, WPForms, Gravity Forms, Elementor', 'winnow' ),
				'comments' => __( 'comments and product reviews', 'winnow' ),
				'shop'     => __( 'WooCommerce orders and refunds', 'winnow' ),
				'link'     => __( 'to which visit a form, sign-in or order belongs (a cookie for two minutes while a form is sent)', 'winnow' ),
				'address'  => __( 'the address a form was sent from (only if no proxy or CDN stands before this server)', 'winnow' ),
			)
		);
		self::ticks(
			__( 'The snippet', 'winnow' ),
			$set,
			array(
				'search'     => __( 'sends the words typed into the site search', 'winnow' ),
				'hash'       => __( 'counts #/routes as pages', 'winnow' ),
				'cookieless' => __( 'stores nothing and sends no id', 'winnow' ),
				'welcome'    => __( 'shows welcomes (data-wn-show)', 'winnow' ),
			)
		);
		self::text( 'query', __( 'Query parameters', 'winnow' ), $set['query'], 'plan,ref_code', __( 'Further ones that may be sent, by comma.', 'winnow' ) );
		self::roles( $set['roles'] );
		self::paths( $set['excluded'] );
		echo '</tbody></table>';
		submit_button();
		echo '</form><form action="' . esc_url( admin_url( 'admin-post.php' ) ) . '" method="post"><input type="hidden" name="action" value="winnow_check">';
		wp_nonce_field( 'winnow_check' );
		submit_button( __( 'Check the connection', 'winnow' ), 'secondary', 'winnow_check_button', false );
		echo '</form></div>';
	}

	private static function notices() {
		$checked = (string) get_transient( 'winnow_checked' );
		$trouble = (string) get_transient( 'winnow_trouble' );
		if ( '' !== $checked ) {
			delete_transient( 'winnow_checked' );
			echo '<div class="notice notice-info"><p>' . esc_html( $checked ) . '</p></div>';
		}
		if ( '' !== $trouble ) {
			/* translators: 1: what the collector said, 2: how many batches wait */
			$text = sprintf( __( 'Latest trouble with the collector: %1$s. Batches that wait: %2$d.', 'winnow' ), $trouble, count( Winnow_Sender::waiting( Winnow_Sender::MOST ) ) );
			echo '<div class="notice notice-warning"><p>' . esc_html( $text ) . '</p></div>';
		}
	}

	private static function row( $name, $label ) {
		echo '<tr><th scope="row"><label for="' . esc_attr( "winnow-$name" ) . '">' . esc_html( $label ) . '</label></th><td>';
	}

	private static function text( $name, $label, $value, $example, $says ) {
		self::row( $name, $label );
		echo '<input type="text" class="regular-text" id="' . esc_attr( "winnow-$name" ) . '" name="' . esc_attr( "winnow[$name]" ) . '" value="' . esc_attr( $value ) . '" placeholder="' . esc_attr( $example ) . '"><p class="description">' . esc_html( $says ) . '</p></td></tr>';
	}

	private static function secret() {
		self::row( 'secret', __( 'Secret key', 'winnow' ) );
		if ( defined( 'WINNOW_SECRET_KEY' ) ) {
			echo '<p>' . esc_html__( 'Set by WINNOW_SECRET_KEY in wp-config.php.', 'winnow' ) . '</p></td></tr>';
			return;
		}
		$stored = '' !== Winnow_Settings::secret();
		echo '<input type="password" class="regular-text" id="winnow-secret" name="' . esc_attr( Winnow_Settings::SECRET ) . '" value="" autocomplete="off" placeholder="' . esc_attr( $stored ? __( 'stored; write a new one to replace it', 'winnow' ) : 'sk_...' ) . '">';
		echo '<p class="description">' . esc_html__( 'For sign-ins, forms and orders. It is never shown again and never stands in a page.', 'winnow' ) . '</p>';
		if ( $stored ) {
			echo '<label><input type="checkbox" name="winnow_forget_secret" value="1"> ' . esc_html__( 'forget it', 'winnow' ) . '</label>';
		}
		echo '</td></tr>';
	}

	private static function choice( $name, $label, $value, $choices ) {
		self::row( $name, $label );
		echo '<select id="' . esc_attr( "winnow-$name" ) . '" name="' . esc_attr( "winnow[$name]" ) . '">';
		foreach ( $choices as $key => $says ) {
			echo '<option value="' . esc_attr( $key ) . '"' . selected( $value, $key, false ) . '>' . esc_html( $says ) . '</option>';
		}
		echo '</select></td></tr>';
	}

	private static function ticks( $label, $set, $names ) {
		echo '<tr><th scope="row">' . esc_html( $label ) . '</th><td><fieldset>';
		foreach ( $names as $name => $says ) {
			echo '<label><input type="checkbox" name="' . esc_attr( "winnow[$name]" ) . '" value="1"' . checked( $set[ $name ], true, false ) . '> ' . esc_html( $says ) . '</label><br>';
		}
		echo '</fieldset></td></tr>';
	}

	private static function roles( $chosen ) {
		echo '<tr><th scope="row">' . esc_html__( 'Roles to leave out', 'winnow' ) . '</th><td><fieldset>';
		foreach ( wp_roles()->get_names() as $role => $says ) {
			echo '<label><input type="checkbox" name="winnow[roles][]" value="' . esc_attr( $role ) . '"' . checked( in_array( $role, $chosen, true ), true, false ) . '> ' . esc_html( translate_user_role( $says ) ) . '</label><br>';
		}
		echo '</fieldset></td></tr>';
	}

	private static function paths( $excluded ) {
		self::row( 'excluded', __( 'Paths to leave out', 'winnow' ) );
		echo '<textarea class="large-text code" rows="4" id="winnow-excluded" name="winnow[excluded]" placeholder="/intern/*">' . esc_textarea( implode( "\n", $excluded ) ) . '</textarea><p class="description">' . esc_html__( 'One a line; * stands for anything.', 'winnow' ) . '</p></td></tr>';
	}

	private static function privacy() {
		return __( 'This site uses Winnow, run by us, to learn which visitors it can help. A random id is kept in your browser unless you object; Global Privacy Control and Do Not Track are respected. What you write into a form is sent to Winnow together with this id when you send the form, so that we can answer you.', 'winnow' );
	}
}
