/*
 * Copyright 2026 the Softlanding authors
 * SPDX-License-Identifier: Apache-2.0
 */

package io.softlanding.job;

import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableAsync;

/** A job of Quartz every 100 ms that takes a while and writes when it begins and ends. */
// CHECKSTYLE:OFF for Spring, which makes an instance
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
public class QuartzApplication {

	// CHECKSTYLE:ON

	public static void main(String[] args) {
		SpringApplication.run(QuartzApplication.class, args);
	}

	@Bean
	static JobDetail job() {
		return JobBuilder.newJob(Writes.class).withIdentity("writes", "app").storeDurably().build();
	}

	@Bean
	static Trigger trigger(JobDetail job) {
		return TriggerBuilder.newTrigger()
			.withIdentity("often")
			.forJob(job)
			.withSchedule(SimpleScheduleBuilder.simpleSchedule().withIntervalInMilliseconds(100).repeatForever())
			.build();
	}

	/** The job. */
	public static class Writes implements Job {

		@Autowired
		JdbcTemplate jdbc;

		@Value("${app.millis:700}")
		long millis;

		@Override
		public void execute(JobExecutionContext context) {
			String id = context.getFireInstanceId();
			this.jdbc.execute("create table if not exists event (id varchar(100), what varchar(10))");
			this.jdbc.update("insert into event values (?, 'begun')", id);
			// CHECKSTYLE:OFF
			System.out.println("begun " + id);
			// CHECKSTYLE:ON
			try {
				Thread.sleep(this.millis);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			this.jdbc.update("insert into event values (?, 'done')", id);
		}

	}

}
