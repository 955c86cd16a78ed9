<?php
/**
 * WooCommerce orders.
 *
 * @package Winnow
 */

defined( 'ABSPATH' ) || exit;

/**
 * Tells of orders that are paid or accepted, and of refunds, by Segment's names. Payment is often reported by the bank's server
 * and not by the visitor's browser; therefore the visitor's id is noted on the order at the checkout.
 */
class Winnow_Shop {

	const DEVICE  = '_winnow_id';
	const ALLOWED = '_winnow_allowed';

	/** Registers the hooks. */
	public static function hook() {
		add_action( 'woocommerce_checkout_order_created', array( __CLASS__, 'checkout' ) );
		add_action( 'woocommerce_store_api_checkout_order_processed', array( __CLASS__, 'checkout' ) );
		add_action( 'woocommerce_order_status_changed', array( __CLASS__, 'status' ), 10, 4 );
		add_action( 'woocommerce_order_refunded', array( __CLASS__, 'refunded' ), 10, 2 );
	}

	/**
	 * Notes on the order who gave it.
	 *
	 * @param WC_Order $order The order.
	 */
	public static function checkout( $order ) {
		if ( ! Winnow_Settings::get( 'shop' ) || ! Winnow_Sender::ready() ) {
			return;
		}
		$allowed = Winnow_Visitor::allowed();
		$order->update_meta_data( self::ALLOWED, $allowed ? 'yes' : 'no' );
		if ( $allowed && '' !== Winnow_Visitor::anonymous() ) {
			$order->update_meta_data( self::DEVICE, Winnow_Visitor::anonymous() );
		}
		$order->save();
	}

	/**
	 * An order is paid, or accepted without payment.
	 *
	 * @param int      $order_id Its number in the data base.
	 * @param string   $from     Its status until now.
	 * @param string   $to       Its status from now on.
	 * @param WC_Order $order    The order.
	 */
	public static function status( $order_id, $from, $to, $order = null ) {
		$done = array( 'processing', 'completed' );
		if ( ! in_array( $to, $done, true ) || in_array( $from, $done, true ) ) {
			return;
		}
		$order = $order ? $order : wc_get_order( $order_id );
		if ( ! $order || ! self::allowed( $order ) ) {
			return;
		}
		$paid = $order->get_date_paid() ? $order->get_date_paid() : $order->get_date_created();
		$at   = $paid ? $paid->getTimestamp() : 0;
		if ( Winnow_Settings::get( 'email' ) && $order->get_billing_email() ) {
			self::send( $order, self::person( $order ), "order-person:$order_id", $at );
		}
		self::send(
			$order,
			array(
				'type'       => 'track',
				'event'      => 'Order Completed',
				'properties' => array(
					'order_id' => (string) $order->get_order_number(),
					'total'    => (float) $order->get_total(),
					'subtotal' => (float) $order->get_subtotal(),
					'shipping' => (float) $order->get_shipping_total(),
					'tax'      => (float) $order->get_total_tax(),
					'discount' => (float) $order->get_discount_total(),
					'coupon'   => implode( ',', $order->get_coupon_codes() ),
					'currency' => (string) $order->get_currency(),
					'products' => self::products( $order ),
				),
			),
			"order:$order_id",
			$at
		);
	}

	/**
	 * Money went back.
	 *
	 * @param int $order_id  The order.
	 * @param int $refund_id The refund.
	 */
	public static function refunded( $order_id, $refund_id ) {
		$order  = wc_get_order( $order_id );
		$refund = wc_get_order( $refund_id );
		if ( ! $order || ! $refund || ! self::allowed( $order ) ) {
			return;
		}
		self::send(
			$order,
			array(
				'type'       => 'track',
				'event'      => 'Order Refunded',
				'properties' => array(
					'order_id' => (string) $order->get_order_number(),
					'total'    => (float) $refund->get_amount(),
					'currency' => (string) $order->get_currency(),
					'products' => self::products( $refund ),
				),
			),
			"refund:$refund_id",
			0
		);
	}

	/**
	 * Whether the buyer may be spoken of. Orders that never saw our checkout (entered by staff, renewals) know of no consent.
	 *
	 * @param WC_Order $order The order.
	 */
	private static function allowed( $order ) {
		if ( ! Winnow_Settings::get( 'shop' ) ) {
			return false;
		}
		$user = $order->get_customer_id() ? get_userdata( $order->get_customer_id() ) : null;
		if ( Winnow_Visitor::left_out( $user ) ) {
			return false;
		}
		$noted = (string) $order->get_meta( self::ALLOWED );
		return '' === $noted ? '' === Winnow_Settings::get( 'consent' ) : 'yes' === $noted;
	}

	private static function send( $order, $message, $once, $at ) {
		$device = (string) $order->get_meta( self::DEVICE );
		$ids    = Winnow_Visitor::ids( $order->get_billing_email(), $order->get_customer_id(), $device );
		Winnow_Sender::take( $ids + $message, $once, $at );
	}

	private static function person( $order ) {
		$traits = array(
			'email'   => (string) $order->get_billing_email(),
			'name'    => trim( $order->get_billing_first_name() . ' ' . $order->get_billing_last_name() ),
			'company' => (string) $order->get_billing_company(),
		);
		return array(
			'type'   => 'identify',
			'traits' => array_filter( $traits, 'strlen' ),
		);
	}

	private static function products( $order ) {
		$rows = array();
		foreach ( array_slice( $order->get_items(), 0, 100 ) as $item ) {
			$product = $item->get_product();
			$count   = abs( (int) $item->get_quantity() );
			$rows[]  = array(
				'product_id' => (string) $item->get_product_id(),
				'sku'        => $product ? (string) $product->get_sku() : '',
				'name'       => (string) $item->get_name(),
				'quantity'   => $count,
				'price'      => round( abs( (float) $item->get_total() ) / max( 1, $count ), 4 ),
			);
		}
		return $rows;
	}
}
