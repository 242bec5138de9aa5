internal import Images

extension ReviewReader {
    /// So many images that are no reference are named in warnings; the others are counted.
    static let maximumUnreadableNamed = 3

    /// Reads `containers` or `initContainers`.
    mutating func readContainers(
        _ list: ImageUse.List,
        once key: Seen,
        _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) {
        guard try beginsArray(FieldPath(list.path), depth: 4, once: key, bytes) else { return }
        var elements = scanner.enter()
        var index = 0
        while try scanner.nextElement(&elements, in: bytes) {
            if review.pod.excess != nil {
                try scanner.skipValue(depth: 5, in: bytes)
            } else if try beginsObject(FieldPath(list.path, index), depth: 5, bytes) {
                let use = ImageUse(list: list, index: index)
                try readImageUse(use, imageKey: "image", policyKey: "imagePullPolicy", depth: 6, bytes)
            }
            index += 1
        }
    }

    /// Reads `volumes`, of which only those of type `image` count.
    mutating func readVolumes(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        let list = ImageUse.List.volumes
        guard try beginsArray(FieldPath(list.path), depth: 4, once: .volumes, bytes) else { return }
        var elements = scanner.enter()
        var index = 0
        while try scanner.nextElement(&elements, in: bytes) {
            if review.pod.excess != nil {
                try scanner.skipValue(depth: 5, in: bytes)
            } else if try beginsObject(FieldPath(list.path, index), depth: 5, bytes) {
                try readVolume(index, bytes)
            }
            index += 1
        }
    }

    private mutating func readVolume(_ index: Int, _ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        var hasImageKey = false
        var entries = scanner.enter()
        while let key = try scanner.nextKey(&entries, in: bytes) {
            guard key.equals("image", in: bytes) else {
                try scanner.skipValue(depth: 6, in: bytes)
                continue
            }
            let use = ImageUse(list: .volumes, index: index)
            let field = FieldPath(use.list.path, index, ".", "image")
            if hasImageKey { note(field, .duplicate) }
            hasImageKey = true
            if try beginsObject(field, depth: 6, bytes) {
                try readImageUse(use, imageKey: "reference", policyKey: "pullPolicy", depth: 7, bytes)
            }
        }
    }

    /// Reads the members of a container, or of a volume's `image`.
    @inline(__always)
    private mutating func readImageUse(
        _ use: ImageUse,
        imageKey: StaticString,
        policyKey: StaticString,
        depth: Int,
        _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) {
        var use = use
        var entries = scanner.enter()
        while let key = try scanner.nextKey(&entries, in: bytes) {
            if key.equals(imageKey, in: bytes) {
                let text = try readString(use.field(imageKey), depth: depth, bytes)
                if let text { use.image = text }
            } else if key.equals(policyKey, in: bytes) {
                let text = try readString(use.field(policyKey), depth: depth, bytes)
                if let text { use.pullPolicy = text }
            } else {
                try scanner.skipValue(depth: depth, in: bytes)
            }
        }
        finish(use, bytes)
    }

    /// Matches an image that has been read; one that is missing or empty is the API server's business.
    private mutating func finish(_ use: ImageUse, _ bytes: Span<UInt8>) {
        guard let image = use.image, !image.isEmpty else { return }
        if keepsImages { images.append(image) }
        guard affords(rules.comparisons(forImage: image)) else { return }
        defer { review.pod.isCut = budget.isSpent }
        var matched = RegistrySet()
        guard rules.collect(matching: image, in: bytes, into: &matched, budget: &budget) else {
            return noteUnreadable(use)
        }
        guard !matched.isEmpty else { return noteUnmatched(use, image, bytes) }
        review.pod.matched.formUnion(matched)
        guard forcesAny else { return }
        if let policy = use.pullPolicy, policy.equals("Always", in: bytes) { return }
        let forcing = matched.selecting(forcing.contains)
        guard !forcing.isEmpty else { return }
        guard review.pod.pulls.count < PodBounds.maximumChanges else {
            review.pod.excess = .changes
            review.pod.pulls = []
            return
        }
        review.pod.pulls.append(
            PullChange(list: use.list, index: use.index, hasPolicy: use.pullPolicy != nil, rules: forcing)
        )
    }

    /// Counts comparisons; false when the Pod has had its share of them.
    mutating func affords(_ comparisons: Int) -> Bool {
        review.pod.comparisons &+= comparisons
        guard review.pod.comparisons > PodBounds.maximumComparisons else { return true }
        review.pod.excess = .comparisons
        review.pod.pulls = []
        return false
    }

    /// Looks whether an image that matches nothing may have been meant for a pattern; a few of them, for a Pod has few that are slips.
    private mutating func noteUnmatched(_ use: ImageUse, _ image: JSONString, _ bytes: Span<UInt8>) {
        guard let slips = rules.slips, review.pod.slipLooks < PodBounds.maximumSlipLooks,
            image.range.count <= PodBounds.maximumImageBytes, affords(slips.comparisonCount)
        else { return }
        review.pod.slipLooks += 1
        let mayHaveSlip =
            image.hasEscapes
            ? slips.mayHaveSlip(image.decoded(in: bytes).span) : slips.mayHaveSlip(bytes.extracting(image.range))
        if mayHaveSlip, review.pod.slips.count < PodBounds.maximumWarnings { review.pod.slips.append(use) }
    }

    private mutating func noteUnreadable(_ use: ImageUse) {
        review.pod.unreadableCount += 1
        if review.pod.unreadable.count < Self.maximumUnreadableNamed { review.pod.unreadable.append(use) }
    }
}
