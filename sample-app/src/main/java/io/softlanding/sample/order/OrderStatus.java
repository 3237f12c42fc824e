package io.softlanding.sample.order;

/**
 * What has become of an order.
 */
enum OrderStatus {

	PLACED, PAID, EXPIRED

}
