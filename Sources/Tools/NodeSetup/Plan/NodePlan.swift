internal import Linux
internal import Text

/// All that an install, an uninstall or a way back does to files, in its order.
package struct NodePlan: Sendable {
    /// The largest file that is read or copied: the program.
    static let largestFile = 1 << 29

    /// In order.
    package var changes: [FileChange]
    /// What is recorded now; nil where nothing is.
    let recordBefore: NodeRecord?
    /// What will be recorded; nil where nothing stays.
    let recordAfter: NodeRecord?
    /// The originals that are not kept yet, by the paths of their copies.
    let copies: [String: [UInt8]]
    /// Whether it takes away rather than puts there.
    let isRemoval: Bool
    /// What somebody should know.
    package var notes: [String]
    /// The kubelet's unit; nil where none was found.
    package var unit: String?

    /// Whether there is nothing to do.
    package var isEmpty: Bool { changes.isEmpty && recordBefore == recordAfter }

    /// Tells what it changes from what others change: the same for the same files before and after.
    var digest: [UInt8] {
        let parts = changes.map { "\($0.path)\n\($0.before?.digest ?? "")\n\($0.after?.digest ?? "")\n" }
        return Array((NodeRecord.digest(Array(parts.joined().utf8)) + "\n").utf8)
    }

    /// The way back, once the plan was carried out.
    var undone: NodePlan {
        // An uninstall took them away.
        var copies: [String: [UInt8]] = [:]
        for change in changes {
            guard let after = change.after, let original = recordBefore?[change.path]?.original,
                after.digest == original.digest
            else { continue }
            copies[original.copy] = after.bytes
        }
        return NodePlan(
            changes: changes.reversed().map(\.undone),
            recordBefore: recordAfter,
            recordAfter: recordBefore,
            copies: copies,
            isRemoval: recordBefore == nil,
            notes: [],
            unit: unit
        )
    }

    /// What is recorded while files change: whatever of them is there, the next run knows it for ours or for the original.
    var recordMeanwhile: NodeRecord? {
        guard var record = recordAfter ?? recordBefore else { return nil }
        record.pending = isRemoval ? .uninstall : .install
        for other in recordBefore?.files ?? [] {
            if let index = record.files.firstIndex(where: { $0.path == other.path }) {
                record.files[index].written += other.written.filter { !record.files[index].written.contains($0) }
            } else {
                record.files.append(other)
            }
        }
        let folders = recordBefore?.folders ?? []
        record.folders = folders + record.folders.filter { !folders.contains($0) }
        return record
    }
}
