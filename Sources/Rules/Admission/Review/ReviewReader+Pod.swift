internal import Images
internal import Names

extension ReviewReader {
    /// Reads `request.object` as if it were a Pod; whether it is one may be known only after it.
    mutating func readObject(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        var entries = scanner.enter()
        while let key = try scanner.nextKey(&entries, in: bytes) {
            if key.equals("metadata", in: bytes) {
                let field = FieldPath("request.object.metadata")
                if try beginsObject(field, depth: 3, once: .metadata, bytes) { try readMetadata(bytes) }
            } else if key.equals("spec", in: bytes) {
                if try beginsObject(FieldPath("request.object.spec"), depth: 3, once: .spec, bytes) {
                    review.pod.hasSpec = true
                    try readSpec(bytes)
                }
            } else {
                try scanner.skipValue(depth: 3, in: bytes)
            }
        }
    }

    private mutating func readMetadata(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        var entries = scanner.enter()
        while let key = try scanner.nextKey(&entries, in: bytes) {
            if key.equals("labels", in: bytes) {
                try readLabels(bytes)
            } else if key.equals("annotations", in: bytes) {
                try readAnnotations(bytes)
            } else if key.equals("namespace", in: bytes) {
                if let text = try readString(FieldPath("request.object.metadata.namespace"), depth: 4, bytes) {
                    review.pod.namespace = text
                }
            } else {
                try scanner.skipValue(depth: 4, in: bytes)
            }
        }
    }

    private mutating func readLabels(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        let field = FieldPath("request.object.metadata.labels")
        guard try beginsObject(field, depth: 4, once: .labels, bytes) else { return }
        // Asked for once: a Pod may have many keys, and the name is another module's.
        let inject = PullpassKey.injectBytes
        var entries = scanner.enter()
        while let key = try scanner.nextKey(&entries, in: bytes) {
            if key.equals(inject, in: bytes) {
                let field = FieldPath("request.object.metadata.labels", key: inject)
                if let text = try readString(field, depth: 5, bytes) { review.pod.label = text }
            } else {
                try scanner.skipValue(depth: 5, in: bytes)
            }
        }
    }

    private mutating func readAnnotations(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        let field = FieldPath("request.object.metadata.annotations")
        guard try beginsObject(field, depth: 4, once: .annotations, bytes) else { return }
        // Asked for once: a Pod may have many keys, and the names are another module's.
        let inject = PullpassKey.injectBytes
        let selfTest = PullpassKey.selfTestBytes
        var entries = scanner.enter()
        while let key = try scanner.nextKey(&entries, in: bytes) {
            if key.equals(inject, in: bytes) {
                let field = FieldPath("request.object.metadata.annotations", key: inject)
                if let text = try readString(field, depth: 5, bytes) { review.pod.annotation = text }
            } else if key.equals("kubernetes.io/config.mirror", in: bytes) {
                let field = FieldPath("request.object.metadata.annotations", key: "kubernetes.io/config.mirror")
                // The kubelet asks only whether the annotation is there.
                if try readString(field, depth: 5, bytes) != nil { review.pod.isMirror = true }
            } else if key.equals(selfTest, in: bytes) {
                let field = FieldPath("request.object.metadata.annotations", key: selfTest)
                if let text = try readString(field, depth: 5, bytes) { review.pod.selfTest = text }
            } else {
                try scanner.skipValue(depth: 5, in: bytes)
            }
        }
    }

    private mutating func readSpec(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        var entries = scanner.enter()
        while let key = try scanner.nextKey(&entries, in: bytes) {
            if key.equals("containers", in: bytes) {
                try readContainers(.containers, once: .containers, bytes)
            } else if key.equals("initContainers", in: bytes) {
                try readContainers(.initContainers, once: .initContainers, bytes)
            } else if key.equals("volumes", in: bytes) {
                try readVolumes(bytes)
            } else if key.equals("imagePullSecrets", in: bytes) {
                try readPullSecrets(bytes)
            } else {
                try scanner.skipValue(depth: 4, in: bytes)
            }
        }
    }

    private mutating func readPullSecrets(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        let path: StaticString = "request.object.spec.imagePullSecrets"
        guard try beginsArray(FieldPath(path), depth: 4, once: .pullSecrets, bytes) else { return }
        review.pod.hasPullSecrets = true
        var elements = scanner.enter()
        var index = 0
        while try scanner.nextElement(&elements, in: bytes) {
            guard review.pod.excess == nil else {
                try scanner.skipValue(depth: 5, in: bytes)
                continue
            }
            // An entry without a name is of no use, but legal.
            if try beginsObject(FieldPath(path, index), depth: 5, bytes) {
                var name: JSONString?
                var entries = scanner.enter()
                while let key = try scanner.nextKey(&entries, in: bytes) {
                    if key.equals("name", in: bytes) {
                        if let text = try readString(FieldPath(path, index, ".", "name"), depth: 6, bytes) {
                            name = text
                        }
                    } else {
                        try scanner.skipValue(depth: 6, in: bytes)
                    }
                }
                if let name { noteListed(name, at: index, bytes) }
            }
            index += 1
        }
    }

    private mutating func noteListed(_ name: JSONString, at place: Int, _ bytes: Span<UInt8>) {
        guard affords(rules.comparisons(forSecretName: name)) else { return }
        if name.hasEscapes {
            noteListed(name.decoded(in: bytes).span, at: place)
        } else {
            noteListed(bytes.extracting(name.range), at: place)
        }
    }

    private mutating func noteListed(_ name: Span<UInt8>, at place: Int) {
        rules.collect(secretNamed: name, into: &review.pod.listed)
        guard let index = rules.anonymousIndex else { return }
        if rules.secrets[index].order(to: name) != 0 {
            // The kubelet passes over an empty name.
            if !name.isEmpty { review.pod.lastOtherPlace = place }
        } else if review.pod.anonymousPlaces.count <= PodBounds.maximumChanges {
            review.pod.anonymousPlaces.append(place)
        }
    }
}
