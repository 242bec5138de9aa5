package import Images

/// What the rules say about one image of a Pod.
package struct ImageVerdict: Sendable, Hashable {
    /// Where in a Pod an image stands; the raw values are part of the JSON output.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        /// An entry of `spec.containers`.
        case container
        /// An entry of `spec.initContainers`.
        case initContainer
        /// An entry of `spec.volumes` with an image.
        case imageVolume
        /// Another field of an object whose controller makes Pods of it.
        case field

        /// The role as people say it.
        var words: String {
            switch self {
            case .container: "container"
            case .initContainer: "init container"
            case .imageVolume: "image volume"
            case .field: "image"
            }
        }
    }

    /// Where the image stands.
    package var role: Role
    /// The name of the container or volume, empty where it has none; of a field, where it stands.
    package var name: String
    /// The image as the manifest writes it.
    package var image: String
    /// The repository as the kubelet reads it (`docker.io/library/nginx`); nil where it cannot read the image.
    package var repository: String?
    /// Why the kubelet cannot read the image; nil where it can.
    package var fault: String?
    /// The registries that match, in configuration order.
    package var matches: [Match]
    /// Registries that match but are not for the namespace; where nothing matches at all, the nearest pattern.
    package var misses: [Miss]

    /// Whether a controller has to fill something in before it is an image; nothing matches it until then.
    package var isPlaceholder = false

    /// Makes a verdict.
    package init(
        role: Role,
        name: String,
        image: String,
        repository: String?,
        fault: String? = nil,
        matches: [Match] = [],
        misses: [Miss] = []
    ) {
        self.role = role
        self.name = name
        self.image = image
        self.repository = repository
        self.fault = fault
        self.matches = matches
        self.misses = misses
    }

    /// Whether the image most likely misses a Secret that was meant for it.
    ///
    /// That is an image the kubelet cannot read, one that only a port, upper and lower case or one letter keep from a match, and one whose
    /// registry is not for the namespace. An image that no rule names, or that its path keeps from a match, may well be public.
    package var isLacking: Bool {
        if fault != nil { return true }
        return matches.isEmpty && misses.contains { $0.isSlip || ["port", "namespace", "case"].contains($0.code) }
    }
}
