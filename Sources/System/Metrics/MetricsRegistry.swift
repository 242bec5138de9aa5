import Synchronization

/// The metrics of a process, and their text.
///
/// Names are given without the suffixes that OpenMetrics adds: the counter `pullpass_requests` is rendered as
/// `pullpass_requests_total`. A name that is invalid, or taken, is a programmer's error and traps. Families are
/// rendered in the order in which they were made.
package final class MetricsRegistry: Sendable {
    private struct Entry: Sendable {
        var descriptor: MetricDescriptor
        var write: @Sendable (inout ExpositionWriter) -> Void
    }

    private let entries = Mutex<[Entry]>([])

    /// Creates a registry without metrics.
    package init() {}

    /// All metrics as text; serve it with the format's ``ExpositionFormat/contentType``.
    ///
    /// Computed values are asked for here, on the caller's thread.
    package func render(_ format: ExpositionFormat = .openMetrics) -> [UInt8] {
        var writer = ExpositionWriter(format: format)
        for entry in entries.withLock({ $0 }) {
            writer.describe(entry.descriptor)
            entry.write(&writer)
        }
        writer.finish()
        return writer.bytes
    }

    func register(_ descriptor: MetricDescriptor, write: @escaping @Sendable (inout ExpositionWriter) -> Void) {
        descriptor.validate()
        entries.withLock { entries in
            precondition(!entries.contains { $0.descriptor.name == descriptor.name }, "\(descriptor.name) exists")
            entries.append(Entry(descriptor: descriptor, write: write))
        }
    }

    func register<Child>(
        _ descriptor: MetricDescriptor,
        _ family: MetricFamily<Child>,
        write: @escaping @Sendable (inout ExpositionWriter, [(name: String, value: String)], Child) -> Void
    ) {
        register(descriptor) { writer in
            for (labelValues, child) in family.sortedChildren() {
                write(&writer, Array(zip(family.labelNames, labelValues)).map { (name: $0, value: $1) }, child)
            }
        }
    }
}
