internal import Causes
internal import Configuration
internal import Diagnosis
package import Kubernetes
internal import Text

/// Which Pods of a namespace or of the cluster are looked at closely.
extension FactGatherer {
    /// The most Pods that are listed, and of these the most that are looked at closely.
    package static let mostListed = 1000
    package static let mostExamined = 300

    /// What a search found.
    package struct Search: Sendable {
        /// The Pods to be looked at closely.
        package var pods: [WholeObject] = []
        /// How many were listed.
        package var listed = 0
        /// Whether there are more than that, or more than are looked at closely.
        package var isCut = false
        /// Whether Pods could be listed at all.
        package var isReadable = true
    }

    /// The Pods of a namespace that wait for an image, and those that the rules are for and that may yet have to pull.
    ///
    /// Those that are done are left out.
    package mutating func pods(in namespace: String) async -> Search {
        await search(
            ResourcePath(resource: "pods", namespace: namespace),
            "Pods of namespace \(namespace)",
            onlyWaiting: false
        )
    }

    /// The Pods of all namespaces that wait for an image: one list of those that are pending, and of no others.
    package mutating func waitingPods() async -> Search {
        await search(ResourcePath(resource: "pods"), "Pods of all namespaces", onlyWaiting: true)
    }

    private mutating func search(_ path: ResourcePath, _ name: String, onlyWaiting: Bool) async -> Search {
        var search = Search()
        let fields = onlyWaiting ? "status.phase=Pending" : "status.phase!=Succeeded"
        let target = WatchTarget(path: path.path, fieldSelector: fields)
        guard let found = await reads.first(WholeObject.self, target, atMost: Self.mostListed, name).value else {
            search.isReadable = false
            return search
        }
        search.listed = found.objects.count
        search.isCut = found.isCut
        let wanted = found.objects.filter { $0.metadata.fault == nil && !$0.metadata.isTerminating }
        // Those that suffer first.
        let (waiting, others) = (wanted.filter(Self.waitsForImage), wanted.filter { !Self.waitsForImage($0) })
        let chosen = onlyWaiting ? waiting : waiting + others
        search.isCut = search.isCut || chosen.count > Self.mostExamined
        search.pods = Array(chosen.prefix(Self.mostExamined))
        return search
    }

    static func waitsForImage(_ pod: WholeObject) -> Bool {
        Facts.Pod(pod).images.contains { image in
            image.waiting.map { PullFailure(reason: $0.reason, message: $0.message) != nil } ?? false
        }
    }
}
