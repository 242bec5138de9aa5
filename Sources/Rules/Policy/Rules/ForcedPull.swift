/// One of the lists of a Pod whose images may be made to pull always.
struct ForcedPull: Sendable {
    private let list: String
    private let image: String
    private let hasImage: String
    private let policy: String
    private let member: String

    /// Containers, init containers, and volumes of which some are images.
    static let all = [
        container("containers"), container("initContainers"),
        ForcedPull(
            list: "volumes",
            image: "c.image.reference",
            hasImage: "has(c.image) && has(c.image.reference)",
            policy: "c.image.pullPolicy",
            member: "image/pullPolicy"
        ),
    ]

    private static func container(_ list: String) -> ForcedPull {
        ForcedPull(
            list: list,
            image: "c.image",
            hasImage: "has(c.image)",
            policy: "c.imagePullPolicy",
            member: "imagePullPolicy"
        )
    }

    /// The operations of the patch.
    var changes: String {
        """
        \(elements).transformList(i, c,
          \(condition),
          JSONPatch{op: 'add', path: '/spec/\(list)/' + string(i) + '/\(member)', value: 'Always'})
        """
    }

    /// How many operations that are.
    var count: String {
        """
        \(elements).filter(c,
          \(condition)).size()
        """
    }

    private var elements: String { "(has(object.spec.\(list)) ? object.spec.\(list) : [])" }

    private var condition: String {
        "\(hasImage) && \(image) in variables.alwaysPulled && !(has(\(policy)) && \(policy) == 'Always')"
    }
}
