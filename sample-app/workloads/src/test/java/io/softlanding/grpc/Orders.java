/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.grpc;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;

/**
 * A service of the application.
 */
final class Orders implements BindableService {

	@Override
	public ServerServiceDefinition bindService() {
		return ServerServiceDefinition.builder(Methods.SERVICE)
			.addMethod(Methods.SLEEP, ServerCalls.asyncUnaryCall(Orders::sleep))
			.addMethod(Methods.CALL, ServerCalls.asyncUnaryCall(Orders::call))
			.addMethod(Methods.TICKS, ServerCalls.asyncServerStreamingCall(Orders::ticks))
			.addMethod(Methods.FLOOD, ServerCalls.asyncServerStreamingCall(Orders::flood))
			.addMethod(Methods.UPLOAD, ServerCalls.asyncClientStreamingCall(Upload::new))
			.addMethod(Methods.CHAT, ServerCalls.asyncBidiStreamingCall(Chat::new))
			.addMethod(Methods.FAIL, ServerCalls.asyncUnaryCall((request, observer) -> {
				throw new IllegalStateException("secret of " + request);
			}))
			.build();
	}

	private static void sleep(String millis, StreamObserver<String> observer) {
		pause(Long.parseLong(millis));
		observer.onNext("slept " + millis);
		observer.onCompleted();
	}

	/** Sleeps for as many milliseconds, and calls an address. */
	private static void call(String request, StreamObserver<String> observer) {
		String[] parts = request.split(" ");
		pause(Long.parseLong(parts[0]));
		try {
			URLConnection connection = URI.create(parts[1]).toURL().openConnection();
			observer.onNext("answered " + ((HttpURLConnection) connection).getResponseCode());
			observer.onCompleted();
		}
		catch (IOException ex) {
			observer.onError(Status.ABORTED.withDescription(ex.toString()).asException());
		}
	}

	private static void ticks(String name, StreamObserver<String> observer) {
		ServerCallStreamObserver<String> call = (ServerCallStreamObserver<String>) observer;
		int number = 0;
		while (!call.isCancelled()) {
			call.onNext(name + " " + number++);
			pause(20);
		}
		// CHECKSTYLE:OFF
		System.out.println("ticks of " + name + " were cancelled");
		// CHECKSTYLE:ON
	}

	private static void flood(String times, StreamObserver<String> observer) {
		for (int i = Integer.parseInt(times); i > 0; i--) {
			observer.onNext("x".repeat(64 * 1024));
		}
		observer.onCompleted();
	}

	private static void pause(long millis) {
		try {
			TimeUnit.MILLISECONDS.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Counts what comes. */
	private static final class Upload implements StreamObserver<String> {

		private final AtomicInteger count = new AtomicInteger();

		private final StreamObserver<String> answer;

		private Upload(StreamObserver<String> answer) {
			this.answer = answer;
		}

		@Override
		public void onNext(String message) {
			this.count.incrementAndGet();
		}

		@Override
		public void onError(Throwable error) {
			// CHECKSTYLE:OFF
			System.out.println("upload ended: " + error.getMessage());
			// CHECKSTYLE:ON
		}

		@Override
		public void onCompleted() {
			this.answer.onNext(this.count + " received");
			this.answer.onCompleted();
		}

	}

	/** Sends back what comes. */
	private record Chat(StreamObserver<String> answer) implements StreamObserver<String> {

		@Override
		public void onNext(String message) {
			this.answer.onNext(message);
		}

		@Override
		public void onError(Throwable error) {
			// CHECKSTYLE:OFF
			System.out.println("chat ended: " + error.getMessage());
			// CHECKSTYLE:ON
		}

		@Override
		public void onCompleted() {
			this.answer.onCompleted();
		}

	}

}
