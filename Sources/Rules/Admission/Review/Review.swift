internal import Images

/// What was read of an AdmissionReview: places in its bytes, no copies.
struct Review {
    var apiVersion: JSONString?
    var kind: JSONString?
    var hasRequest = false
    var uid: JSONString?
    var operation: JSONString?
    var resourceGroup: JSONString?
    var resourceVersion: JSONString?
    var resourceName: JSONString?
    var subresource: JSONString?
    var namespace: JSONString?
    var isDryRun = false
    /// Whether the object is there and not null.
    var hasObject = false
    /// Keys that may come only once, and have come.
    var seen: Seen = []
    /// The first misfit among apiVersion, kind, request and uid: with one the body may be no review at all.
    var envelopeMisfit: Misfit?
    /// The first misfit in the request outside of the object.
    var requestMisfit: Misfit?
    /// The first misfit in the object, which counts only if the object should be a Pod.
    var podMisfit: Misfit?
    var pod = PodFacts()

    /// The namespace of the request; a request without one falls back to the object's.
    var namespaceText: JSONString? {
        if let namespace, !namespace.isEmpty { return namespace }
        if let own = pod.namespace, !own.isEmpty { return own }
        return nil
    }
}

/// Keys with an object or array as their value, which may come only once.
struct Seen: OptionSet {
    let rawValue: UInt16

    static let request = Self(rawValue: 1 << 0)
    static let resource = Self(rawValue: 1 << 1)
    static let object = Self(rawValue: 1 << 2)
    static let metadata = Self(rawValue: 1 << 3)
    static let labels = Self(rawValue: 1 << 4)
    static let annotations = Self(rawValue: 1 << 5)
    static let spec = Self(rawValue: 1 << 6)
    static let containers = Self(rawValue: 1 << 7)
    static let initContainers = Self(rawValue: 1 << 8)
    static let volumes = Self(rawValue: 1 << 9)
    static let pullSecrets = Self(rawValue: 1 << 10)
}

/// What was read of the Pod, and which rules its images match.
struct PodFacts {
    var namespace: JSONString?
    var isMirror = false
    var label: JSONString?
    var annotation: JSONString?
    var hasSpec = false
    /// Whether `imagePullSecrets` is there and not null: only then can a name be appended.
    var hasPullSecrets = false
    /// Rules that match an image.
    var matched = RegistrySet()
    /// Rules whose Secret the Pod lists.
    var listed = RegistrySet()
    /// Where the Pod lists the Secret of the anonymous try: no more places than a patch may change, and one.
    var anonymousPlaces: [Int] = []
    /// Where the Pod lists the last Secret that is another one; -1 where there is none.
    var lastOtherPlace = -1
    /// Images that a rule makes pull always and that do not do so yet.
    var pulls: [PullChange] = []
    /// The first few images that are no reference.
    var unreadable: [ImageUse] = []
    var unreadableCount = 0
    /// How many comparisons its names have taken so far.
    var comparisons = 0
    /// Why the rest of it is not looked at, and what was found does not count.
    var excess: PodExcess?
    /// Whether there was more to compare than wildcards of the namespace itself may cost.
    var isCut = false
    /// The first few images that match nothing and may have been meant for a pattern.
    var slips: [ImageUse] = []
    /// How many images that match nothing were looked at for that.
    var slipLooks = 0
    /// The word of a self test.
    var selfTest: JSONString?
}

/// One place of a Pod that names an image.
struct ImageUse {
    /// The list that the place is in.
    enum List {
        case containers, initContainers, volumes

        var path: StaticString {
            switch self {
            case .containers: "request.object.spec.containers"
            case .initContainers: "request.object.spec.initContainers"
            case .volumes: "request.object.spec.volumes"
            }
        }
    }

    let list: List
    let index: Int
    var image: JSONString?
    var pullPolicy: JSONString?

    /// The place of one of the members, for a misfit.
    func field(_ member: StaticString) -> FieldPath {
        FieldPath(list.path, index, list == .volumes ? ".image." : ".", member)
    }
}

/// A pull policy that a rule would change, if it is for the Pod's namespace.
struct PullChange {
    let list: ImageUse.List
    let index: Int
    let hasPolicy: Bool
    /// The rules that match the image and force the policy.
    let rules: RegistrySet
}
