<?php
/**
 * As much of WordPress as the plugin needs, for its tests. Reads {"code", "options", "cookies", "server", "users", "user", "state"} as
 * JSON from the standard input, loads the real plugin, runs the code, and prints what it did as JSON. HTTP calls are really made.
 */

error_reporting( E_ALL );
set_error_handler(
	function ( $level, $text, $file, $line ) {
		if ( error_reporting() & $level ) {
			throw new ErrorException( $text, 0, $level, $file, $line );
		}
	}
);

$GLOBALS['given'] = json_decode( stream_get_contents( STDIN ), true );
$GLOBALS['wp']    = array( 'hooks' => array(), 'options' => $given['options'] ?? array(), 'autoload' => array(), 'requests' => array(), 'errors' => array(), 'scheduled' => array(), 'settings' => array(), 'logged_in' => $given['user'] ?? 0, 'flags' => $given['flags'] ?? array() );
$_COOKIE          = $given['cookies'] ?? array();
$_POST            = $given['post'] ?? array();
$_SERVER          = ( $given['server'] ?? array() ) + array( 'REQUEST_URI' => '/' );

define( 'ABSPATH', '/' );
define( 'MINUTE_IN_SECONDS', 60 );
define( 'HOUR_IN_SECONDS', 3600 );
define( 'DAY_IN_SECONDS', 86400 );
define( 'WEEK_IN_SECONDS', 604800 );

class WP_Error {
	private $text;
	public function __construct( $text ) { $this->text = $text; }
	public function get_error_message() { return $this->text; }
}
class WP_User {
	public $ID, $roles, $user_email, $first_name, $last_name, $user_registered, $user_login;
	public function __construct( $row ) { foreach ( $row as $name => $value ) { $this->$name = $value; } }
}
class WP_Died extends Exception {}

// Hooks.
function add_filter( $hook, $callback, $priority = 10, $accepted = 1 ) {
	$GLOBALS['wp']['hooks'][ $hook ][] = array( $callback, $priority, $accepted );
	return true;
}
function add_action( $hook, $callback, $priority = 10, $accepted = 1 ) { return add_filter( $hook, $callback, $priority, $accepted ); }
function apply_filters( $hook, $value, ...$more ) {
	foreach ( $GLOBALS['wp']['hooks'][ $hook ] ?? array() as list( $callback, , $accepted ) ) {
		$value = $callback( ...array_slice( array_merge( array( $value ), $more ), 0, $accepted ) );
	}
	return $value;
}
function do_action( $hook, ...$arguments ) {
	foreach ( $GLOBALS['wp']['hooks'][ $hook ] ?? array() as list( $callback, , $accepted ) ) {
		$callback( ...array_slice( $arguments, 0, $accepted ) );
	}
}
function register_activation_hook( $file, $callback ) { add_action( 'activate', $callback ); }
function register_deactivation_hook( $file, $callback ) { add_action( 'deactivate', $callback ); }

// Options and transients. Like WordPress, every write of a registered setting is cleaned, also by add_option().
function get_option( $name, $default = false ) { return $GLOBALS['wp']['options'][ $name ] ?? $default; }
function cleaned( $name, $value ) { return isset( $GLOBALS['wp']['settings'][ $name ] ) ? call_user_func( $GLOBALS['wp']['settings'][ $name ], $value ) : $value; }
function update_option( $name, $value, $autoload = null ) {
	if ( ! array_key_exists( $name, $GLOBALS['wp']['options'] ) ) {
		return add_option( $name, $value, '', $autoload ?? 'yes' );
	}
	$GLOBALS['wp']['options'][ $name ] = cleaned( $name, $value );
	return true;
}
function add_option( $name, $value, $old = '', $autoload = 'yes' ) {
	if ( array_key_exists( $name, $GLOBALS['wp']['options'] ) ) {
		return false;
	}
	$GLOBALS['wp']['options'][ $name ]  = cleaned( $name, $value );
	$GLOBALS['wp']['autoload'][ $name ] = $autoload;
	return true;
}
function delete_option( $name ) { unset( $GLOBALS['wp']['options'][ $name ] ); return true; }
function get_transient( $name ) { return get_option( "_transient_$name" ); }
function set_transient( $name, $value, $seconds = 0 ) { $GLOBALS['wp']['options'][ "_transient_$name" ] = $value; return true; }
function delete_transient( $name ) { return delete_option( "_transient_$name" ); }
function register_setting( $group, $name, $how ) { $GLOBALS['wp']['settings'][ $name ] = $how['sanitize_callback']; }
function add_settings_error( $setting, $code, $text ) { $GLOBALS['wp']['errors'][] = $code; }

class Stub_Database {
	public $options = 'wp_options';
	private $prefix, $limit;
	public function esc_like( $text ) { return addcslashes( $text, '_%\\' ); }
	public function prepare( $query, $like, $limit = 1000 ) {
		$this->prefix = stripcslashes( rtrim( $like, '%' ) );
		$this->limit  = $limit;
		return $query;
	}
	public function get_col( $query ) {
		$found = array_filter( array_keys( $GLOBALS['wp']['options'] ), function ( $name ) { return 0 === strpos( $name, $this->prefix ); } );
		return array_slice( array_values( $found ), 0, $this->limit );
	}
}
$GLOBALS['wpdb'] = new Stub_Database();

// Escaping and cleaning, to the letter of what WordPress promises.
function esc_html( $text ) { return htmlspecialchars( (string) $text, ENT_QUOTES ); }
function esc_attr( $text ) { return htmlspecialchars( (string) $text, ENT_QUOTES ); }
function esc_textarea( $text ) { return htmlspecialchars( (string) $text, ENT_QUOTES ); }
function esc_url_raw( $url, $protocols = array( 'http', 'https' ) ) {
	$url = preg_replace( '|[^a-z0-9-~+_.?#=!&;,/:%@$\|*\'()\[\]\x80-\xff]|i', '', str_replace( ' ', '%20', ltrim( $url ) ) );
	if ( '' !== $url && '/' !== $url[0] && '#' !== $url[0] ) {
		$url = false === strpos( $url, ':' ) ? "http://$url" : $url;
		return in_array( strtolower( strstr( $url, ':', true ) ), $protocols, true ) ? $url : '';
	}
	return $url;
}
function esc_url( $url ) { return str_replace( array( '&', "'" ), array( '&#038;', '&#039;' ), esc_url_raw( $url ) ); }
function sanitize_textarea_field( $text ) { return trim( preg_replace( '/%[a-f0-9]{2}/i', '', strip_tags( $text ) ) ); }
function sanitize_text_field( $text ) { return trim( preg_replace( '/[\r\n\t ]+/', ' ', sanitize_textarea_field( $text ) ) ); }
function sanitize_key( $text ) { return preg_replace( '/[^a-z0-9_\-]/', '', strtolower( $text ) ); }
function is_email( $text ) { return preg_match( '/^[^@\s]+@[^@\s]+\.[a-z]{2,}$/i', $text ) ? $text : false; }
function wp_unslash( $text ) { return is_array( $text ) ? array_map( 'wp_unslash', $text ) : ( is_string( $text ) ? stripslashes( $text ) : $text ); }
function wp_doing_cron() { return flag( 'cron' ); }
function wp_kses_post( $text ) { return $text; }
function wpautop( $text ) { return "<p>$text</p>"; }
function untrailingslashit( $text ) { return rtrim( $text, '/\\' ); }
function __( $text ) { return $text; }
function esc_html__( $text ) { return esc_html( $text ); }
function wp_parse_url( $url, $part = -1 ) { return parse_url( $url, $part ); }
function wp_json_encode( $value, $how = 0 ) { return json_encode( $value, $how ); }
if ( ! function_exists( 'mb_substr' ) ) {
	function mb_substr( $text, $start, $length ) { return implode( '', array_slice( preg_split( '//u', $text, -1, PREG_SPLIT_NO_EMPTY ), $start, $length ) ); }
}
function wp_generate_uuid4() { return implode( '-', str_split( bin2hex( random_bytes( 16 ) ), 8 ) ); }
function wp_generate_password( $length ) { return substr( bin2hex( random_bytes( $length ) ), 0, $length ); }

// Where, who, what.
function plugin_basename( $file ) { return 'winnow/winnow.php'; }
function plugins_url( $path, $file ) { return "https://site.example/wp-content/plugins/winnow/$path"; }
function home_url() { return 'https://site.example'; }
function admin_url( $path ) { return "https://site.example/wp-admin/$path"; }
function get_current_blog_id() { return 1; }
function is_multisite() { return false; }
function is_ssl() { return true; }
function flag( $name ) { return in_array( $name, $GLOBALS['wp']['flags'], true ); }
function is_404() { return flag( '404' ); }
function is_preview() { return flag( 'preview' ); }
function is_customize_preview() { return flag( 'customize' ); }
function is_user_logged_in() { return (bool) $GLOBALS['wp']['logged_in']; }
function get_current_user_id() { return (int) $GLOBALS['wp']['logged_in']; }
function get_userdata( $id ) { return isset( $GLOBALS['given']['users'][ $id ] ) ? new WP_User( array( 'ID' => (int) $id ) + $GLOBALS['given']['users'][ $id ] ) : false; }
function wp_get_current_user() { return get_userdata( get_current_user_id() ); }
function current_user_can( $what ) { return flag( "can:$what" ); }
function wp_roles() { return new class() { public function get_names() { return array( 'administrator' => 'Administrator', 'subscriber' => 'Subscriber' ); } }; }
function translate_user_role( $name ) { return $name; }
if ( in_array( 'consent-api', $GLOBALS['wp']['flags'], true ) ) {
	function wp_has_consent( $category ) { return flag( "consent:$category" ); }
}

// The settings page.
function add_options_page( ...$arguments ) { $GLOBALS['wp']['page'] = array_slice( $arguments, 0, 4 ); }
function settings_fields( $group ) { echo '<input type="hidden" name="_wpnonce" value="nonce">'; }
function wp_nonce_field( $action ) { echo '<input type="hidden" name="_wpnonce" value="' . esc_attr( "nonce-$action" ) . '">'; }
function check_admin_referer( $action ) { if ( ( $_POST['_wpnonce'] ?? '' ) !== "nonce-$action" ) { throw new WP_Died( 'nonce' ); } }
function wp_die( $text ) { throw new WP_Died( $text ); }
function wp_safe_redirect( $url ) { throw new WP_Died( "redirect $url" ); }
function submit_button( $text = 'Save', ...$more ) { echo '<button>' . esc_html( $text ) . '</button>'; }
function selected( $one, $two, $print ) { return (string) $one === (string) $two ? " selected='selected'" : ''; }
function checked( $one, $two, $print ) { return $one === $two ? " checked='checked'" : ''; }

// Cron and HTTP.
function wp_next_scheduled( $hook ) { return $GLOBALS['wp']['scheduled'][ $hook ] ?? false; }
function wp_schedule_single_event( $at, $hook ) { $GLOBALS['wp']['scheduled'][ $hook ] = $at; }
function wp_clear_scheduled_hook( $hook ) { unset( $GLOBALS['wp']['scheduled'][ $hook ] ); }
function is_wp_error( $thing ) { return $thing instanceof WP_Error; }
function wp_remote_retrieve_response_code( $answer ) { return is_array( $answer ) ? $answer['response']['code'] : ''; }
function wp_remote_retrieve_body( $answer ) { return is_array( $answer ) ? $answer['body'] : ''; }
function wp_remote_retrieve_header( $answer, $name ) { return is_array( $answer ) ? ( $answer['headers'][ $name ] ?? '' ) : ''; }
function wp_remote_post( $url, $how ) {
	$lines = array( 'User-Agent: ' . $how['user-agent'] );
	foreach ( $how['headers'] as $name => $value ) {
		$lines[] = "$name: $value";
	}
	$context = stream_context_create( array( 'http' => array( 'method' => 'POST', 'header' => $lines, 'content' => $how['body'], 'ignore_errors' => true, 'timeout' => $how['timeout'], 'follow_location' => 0 ) ) );
	$body    = @file_get_contents( $url, false, $context );
	$GLOBALS['wp']['requests'][] = array( 'url' => $url, 'headers' => $how['headers'], 'timeout' => $how['timeout'], 'body' => json_decode( $how['body'], true ), 'answer' => json_decode( (string) $body, true ) );
	if ( false === $body ) {
		return new WP_Error( 'could not connect' );
	}
	$headers = array();
	foreach ( $http_response_header as $line ) {
		list( $name, $value ) = array_pad( explode( ': ', $line, 2 ), 2, '' );
		$headers[ strtolower( $name ) ] = $value;
	}
	return array( 'response' => array( 'code' => (int) explode( ' ', $http_response_header[0] )[1] ), 'headers' => $headers, 'body' => $body );
}

ob_start();
$died = '';
try {
	require $given['plugin'];
	eval( $given['code'] );
	do_action( 'shutdown' );
} catch ( WP_Died $error ) {
	$died = $error->getMessage();
} catch ( Throwable $error ) {
	fwrite( STDERR, (string) $error );
	exit( 1 );
}
$hooks = array();
foreach ( $GLOBALS['wp']['hooks'] as $hook => $rows ) {
	foreach ( $rows as list( $callback, , $accepted ) ) {
		$hooks[ $hook ][] = is_array( $callback ) ? array( implode( '::', $callback ), $accepted ) : array( 'closure', $accepted );
	}
}
echo json_encode( array( 'output' => ob_get_clean(), 'hooks' => $hooks, 'died' => $died ) + $GLOBALS['wp'], JSON_PARTIAL_OUTPUT_ON_ERROR );
