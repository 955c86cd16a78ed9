<?php
/**
 * Forms that people send.
 *
 * @package Winnow
 */

defined( 'ABSPATH' ) || exit;

/**
 * Tells of a form once the form plugin has accepted it. Of its fields only those go whose meaning is known (name, e-mail address,
 * telephone, company, job title, subject, message): no passwords, files, dates of birth, or whatever else a form may ask.
 */
class Winnow_Forms {

	/** Meaning by the words of a field's name or label. */
	const WORDS = array(
		'email'      => 'e-?mail|mail|correo|courriel',
		'phone'      => 'phone|t[ée]l[ée]phone|tel[ée]fono|telefone?|telefoon|tel|mobile|mobil|handy|gsm',
		'company'    => 'company|organi[sz]ation|organisation|firma|firm|business|unternehmen|empresa|entreprise|soci[ée]t[ée]|azienda|societ[àa]|bedrijf|organizaci[oó]n|przedsi[ęe]biorstwo|компания|организация|会社|会社名',
		'title'      => 'job[ _-]?title|position|role|beruf|funktion|cargo|fonction|poste|ruolo|functie|stanowisko|должность',
		'subject'    => 'subject|betreff|asunto|objet|sujet|oggetto|onderwerp|assunto|temat|тема|件名',
		'first_name' => 'first[ _-]?name|vorname|nombre|pr[ée]nom|voornaam|primeiro nome|imi[ęe]|имя',
		'last_name'  => 'last[ _-]?name|surname|nachname|apellidos?|nom de famille|cognome|achternaam|sobrenome|nazwisko|фамилия',
		'message'    => 'message|comments?|enquiry|inquiry|nachricht|anfrage|mensaje|mensagem|messaggio|bericht|wiadomo[śs][ćc]|сообщение|お問い合わせ',
	);

	/** A field that asks for nothing but the name: "Your name", not "Name of your pet". */
	const NAME = '/^\W*(?:your|full|contact|ihr|votre|uw|tu|seu)?\W*(?:name|nom|nome|naam|nombre y apellidos|お名前|氏名)\W*$/iu';

	/** Meaning by the field's type, as the form plugins call them. */
	const TYPES = array(
		'email'    => 'email',
		'tel'      => 'phone',
		'phone'    => 'phone',
		'name'     => 'name',
		'textarea' => 'message',
	);

	/** Types whose meaning may be read from their words. */
	const READ = array( 'text', 'select', 'radio' );

	/** Registers the hooks. */
	public static function hook() {
		add_action( 'wpcf7_mail_sent', array( __CLASS__, 'contact_form_7' ) );
		add_action( 'wpforms_process_complete', array( __CLASS__, 'wpforms' ), 10, 4 );
		add_action( 'gform_after_submission', array( __CLASS__, 'gravity' ), 10, 2 );
		add_action( 'elementor_pro/forms/new_record', array( __CLASS__, 'elementor' ), 10, 2 );
		add_action( 'comment_post', array( __CLASS__, 'comment' ), 10, 3 );
	}

	/**
	 * Contact Form 7 has sent its mail.
	 *
	 * @param WPCF7_ContactForm $form The form.
	 */
	public static function contact_form_7( $form ) {
		$submission = class_exists( 'WPCF7_Submission' ) ? WPCF7_Submission::get_instance() : null;
		if ( ! $submission ) {
			return;
		}
		$posted = $submission->get_posted_data();
		$fields = array();
		foreach ( $form->scan_form_tags() as $tag ) {
			if ( isset( $posted[ $tag->name ] ) ) {
				$fields[] = array( $tag->basetype, $tag->name, $posted[ $tag->name ] );
			}
		}
		self::tell( 'cf7-' . $form->id(), $form->title(), $fields );
	}

	/**
	 * WPForms has processed an entry.
	 *
	 * @param array $fields    Its fields, cleaned.
	 * @param array $entry     As it was posted.
	 * @param array $form_data The form.
	 * @param int   $entry_id  The stored entry; 0 in the free version.
	 */
	public static function wpforms( $fields, $entry, $form_data, $entry_id = 0 ) {
		$read = array();
		foreach ( (array) $fields as $field ) {
			$read[] = array( $field['type'] ?? '', $field['name'] ?? '', $field['value'] ?? '' );
		}
		self::tell( 'wpforms-' . ( $form_data['id'] ?? '' ), $form_data['settings']['form_title'] ?? '', $read, $entry_id ? "wpforms:$entry_id" : '' );
	}

	/**
	 * Gravity Forms has stored an entry.
	 *
	 * @param array $entry Values by the field's number; of a field in parts by "3.6".
	 * @param array $form  The form.
	 */
	public static function gravity( $entry, $form ) {
		if ( 'spam' === ( $entry['status'] ?? '' ) ) {
			return;
		}
		$read = array();
		foreach ( (array) ( $form['fields'] ?? array() ) as $field ) {
			$field  = (object) $field;
			$number = (string) ( $field->id ?? '' );
			$value  = $entry[ $number ] ?? '';
			if ( 'name' === ( $field->type ?? '' ) && '' === $value ) {
				// Prefix, first, middle, last, suffix.
				$parts = array();
				foreach ( array( '.2', '.3', '.4', '.6', '.8' ) as $part ) {
					$parts[] = $entry[ $number . $part ] ?? '';
				}
				$value = implode( ' ', array_filter( $parts, 'strlen' ) );
			}
			$read[] = array( $field->type ?? '', $field->label ?? '', $value );
		}
		self::tell( 'gravity-' . ( $form['id'] ?? '' ), $form['title'] ?? '', $read, empty( $entry['id'] ) ? '' : 'gravity:' . $entry['id'] );
	}

	/**
	 * Elementor has taken a form.
	 *
	 * @param object $record  The record: get( 'fields' ), get_form_settings( 'form_name' ).
	 * @param object $handler Elementor's own; not needed.
	 */
	public static function elementor( $record, $handler = null ) {
		$read = array();
		foreach ( (array) $record->get( 'fields' ) as $name => $field ) {
			$said   = '' === (string) ( $field['title'] ?? '' ) ? $name : $field['title'];
			$read[] = array( $field['type'] ?? '', $said, $field['value'] ?? '' );
		}
		self::tell( 'elementor-' . $record->get_form_settings( 'id' ), $record->get_form_settings( 'form_name' ), $read );
	}

	/**
	 * Somebody left a comment, or a review of a product.
	 *
	 * @param int        $id       The comment.
	 * @param int|string $approved 1, 0 (waits), or "spam".
	 * @param array      $comment  Its data.
	 */
	public static function comment( $id, $approved, $comment = array() ) {
		// WordPress hands the data over with slashes.
		$comment = wp_unslash( (array) $comment );
		$type    = $comment['comment_type'] ?? '';
		if ( 'spam' === $approved || 'trash' === $approved || ! Winnow_Settings::get( 'comments' ) || ! in_array( $type, array( '', 'comment', 'review' ), true ) ) {
			return;
		}
		if ( 'review' === $type ) {
			$properties = array(
				'product_id'  => (string) ( $comment['comment_post_ID'] ?? '' ),
				'review_id'   => (string) $id,
				'review_body' => (string) ( $comment['comment_content'] ?? '' ),
			);
			self::send( 'Product Reviewed', $properties, (string) ( $comment['comment_author_email'] ?? '' ), "comment:$id" );
			return;
		}
		$fields = array(
			array( 'name', '', $comment['comment_author'] ?? '' ),
			array( 'email', '', $comment['comment_author_email'] ?? '' ),
			array( 'textarea', '', $comment['comment_content'] ?? '' ),
		);
		self::tell( 'comment', 'Comment', $fields, "comment:$id" );
	}

	/**
	 * One form.
	 *
	 * @param string $id     Its id.
	 * @param string $name   Its name, as the owner calls it.
	 * @param array  $fields Rows of type, name or label, value.
	 * @param string $once   What makes this submission unique, if anything.
	 */
	private static function tell( $id, $name, $fields, $once = '' ) {
		if ( 'comment' !== $id && ! Winnow_Settings::get( 'forms' ) ) {
			return;
		}
		$meant = self::meant( $fields );
		/**
		 * What is told of a form: meanings and texts. Return an empty array to say nothing.
		 */
		$meant = apply_filters( 'winnow_form_fields', $meant, $id, $fields );
		if ( ! is_array( $meant ) || ! $meant ) {
			return;
		}
		$properties = $meant + array(
			'form_id'   => (string) $id,
			'form_name' => sanitize_text_field( (string) $name ),
		);
		self::send( 'Form Submitted', $properties, (string) ( $meant['email'] ?? '' ), $once );
	}

	private static function send( $event, $properties, $email, $once ) {
		if ( ! Winnow_Visitor::allowed() || Winnow_Visitor::left_out( is_user_logged_in() ? wp_get_current_user() : null ) ) {
			return;
		}
		Winnow_Sender::take(
			Winnow_Visitor::ids( $email, get_current_user_id(), Winnow_Visitor::anonymous() ) + array(
				'type'       => 'track',
				'event'      => $event,
				'properties' => $properties,
				'context'    => Winnow_Visitor::context(),
			),
			$once
		);
	}

	/**
	 * The fields by meaning; the first of each meaning wins.
	 *
	 * @param array $fields Rows of type, name or label, value.
	 */
	public static function meant( $fields ) {
		$found = array();
		foreach ( $fields as list( $type, $name, $value ) ) {
			$value   = self::flat( $value );
			$meaning = self::meaning( strtolower( (string) $type ), (string) $name );
			if ( '' !== $value && '' !== $meaning && ! isset( $found[ $meaning ] ) && self::fits( $meaning, $value ) ) {
				$found[ $meaning ] = $value;
			}
		}
		return $found;
	}

	private static function meaning( $type, $name ) {
		if ( isset( self::TYPES[ $type ] ) ) {
			return self::TYPES[ $type ];
		}
		if ( in_array( $type, self::READ, true ) ) {
			// "your-company", "Company *", "billing_company", "companyName": words between whatever is no letter.
			$name = ' ' . preg_replace( '/([a-z])([A-Z])/', '$1 $2', $name ) . ' ';
			foreach ( self::WORDS as $meaning => $words ) {
				if ( preg_match( '/(?<![\p{L}\p{N}])(?:' . $words . ')(?![\p{L}\p{N}])/iu', $name ) ) {
					return $meaning;
				}
			}
			return preg_match( self::NAME, $name ) ? 'name' : '';
		}
		return '';
	}

	/**
	 * Whether a value can have a meaning: an address that is none is no address.
	 *
	 * @param string $meaning The meaning.
	 * @param string $value   The text.
	 */
	private static function fits( $meaning, $value ) {
		return 'email' === $meaning ? (bool) is_email( $value ) : ( 'message' === $meaning || strlen( $value ) <= 300 );
	}

	private static function flat( $value ) {
		if ( is_array( $value ) ) {
			$value = implode( ' ', array_filter( $value, 'is_scalar' ) );
		}
		return is_scalar( $value ) ? trim( sanitize_textarea_field( (string) $value ) ) : '';
	}
}
