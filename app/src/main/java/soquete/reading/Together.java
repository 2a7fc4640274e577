package soquete.reading;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import soquete.flow.Depth;
import soquete.flow.Job;
import soquete.flow.PacketBatch;
import soquete.pcap.CaptureRecord;

/// Several jobs in one reading.
public record Together(List<Job> jobs) implements Job {

    public Together {
        jobs = List.copyOf(jobs);
    }

    @Override
    public Depth depth() {
        return Collections.max(jobs.stream().map(Job::depth).toList());
    }

    @Override
    public boolean readsBytes() {
        return jobs.stream().anyMatch(Job::readsBytes);
    }

    @Override
    public void aside(CaptureRecord record) {
        jobs.forEach(job -> job.aside(record));
    }

    @Override
    public Work begin() {
        List<Work> works = jobs.stream().map(Job::begin).toList();
        return new Work() {
            @Override
            public void each(PacketBatch batch) {
                for (Work work : works) {
                    work.each(batch);
                }
            }

            @Override
            public void inOrder(PacketBatch batch) throws IOException {
                for (Work work : works) {
                    work.inOrder(batch);
                }
            }
        };
    }
}
