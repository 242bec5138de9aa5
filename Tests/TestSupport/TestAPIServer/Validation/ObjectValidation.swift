/// What the API server checks of every object.
enum ObjectValidation {
    static func checkMetadata(_ metadata: JSON?, _ resource: APIResource, _ errors: inout FieldErrors) {
        let name = metadata?["name"]?.string ?? ""
        if !Names.isSubdomain(name) || resource == .namespaces && name.contains(".") {
            errors.invalid(
                "metadata.name",
                .string(name),
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
                    + "start and end with an alphanumeric character"
            )
        }
        for (key, value) in metadata?["labels"]?.texts ?? [:] {
            if !Names.isQualified(key) { errors.invalid("metadata.labels", .string(key), Names.qualifiedNameRule) }
            if !Names.isLabelValue(value) { errors.invalid("metadata.labels", .string(value), Names.labelValueRule) }
        }
        var annotationBytes = 0
        for (key, value) in metadata?["annotations"]?.texts ?? [:] {
            if !Names.isQualified(key.lowercased()) {
                errors.invalid("metadata.annotations", .string(key), Names.qualifiedNameRule)
            }
            annotationBytes += key.utf8.count + value.utf8.count
        }
        if annotationBytes > 256 * 1024 { errors.tooLong("metadata.annotations", 256 * 1024) }
    }

    /// What stays the same in every update.
    static func checkUpdate(_ new: JSON, of old: JSON, _ errors: inout FieldErrors) {
        if let uid = new["metadata"]?["uid"], uid != old["metadata"]?["uid"] {
            // The real server says it twice.
            errors.invalid("metadata.uid", uid, "field is immutable")
            errors.invalid("metadata.uid", uid, "field is immutable")
        }
    }

    /// Refuses members that are of another type than the API's: the decoder would not even come to validation.
    static func checkTypes(_ object: JSON, _ resource: APIResource) throws {
        let version = resource.apiVersion
        guard object["kind"]?.string ?? resource.kind == resource.kind,
            object["apiVersion"]?.string ?? version == version
        else {
            throw APIStatus.badRequest(
                "the object provided is unrecognized (must be of type \(resource.kind)): it is "
                    + "\(object["apiVersion"]?.string ?? "")/\(object["kind"]?.string ?? "")"
            )
        }
        let place = "\(resource.kind) in version \"v1\" cannot be handled as a \(resource.kind): json: cannot unmarshal"
        for key in ["labels", "annotations"] {
            guard let map = object["metadata"]?[key], map != .null else { continue }
            for value in map.object.map({ Array($0.values) }) ?? [map] where value.string == nil {
                throw APIStatus.badRequest(
                    "\(place) \(value.goKind) into Go struct field ObjectMeta.metadata.\(key) of type string"
                )
            }
        }
        for key in ["name", "namespace", "uid", "resourceVersion"] {
            guard let value = object["metadata"]?[key], value != .null, value.string == nil else { continue }
            throw APIStatus.badRequest(
                "\(place) \(value.goKind) into Go struct field ObjectMeta.metadata.\(key) of type string"
            )
        }
    }
}

/// The grammar of names.
enum Names {
    static let qualifiedNameRule =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
    static let labelValueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start "
        + "and end with an alphanumeric character, at most 63 of them"

    /// RFC 1123: what most objects are named like.
    static func isSubdomain(_ name: String) -> Bool {
        name.utf8.count <= 253
            && name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                isFramed(part.utf8, by: isLowerAlphanumeric) { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
    }

    static func isLabelValue(_ value: String) -> Bool {
        value.isEmpty || value.utf8.count <= 63 && isFramed(value.utf8, by: isAlphanumeric, isNamePart)
    }

    /// `prefix/name`, the prefix being optional.
    static func isQualified(_ key: String) -> Bool {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.last, name.utf8.count <= 63 else { return false }
        return (parts.count == 1 || isSubdomain(String(parts[0])))
            && isFramed(name.utf8, by: isAlphanumeric, isNamePart)
    }

    static func isNamePart(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || byte &- UInt8(ascii: "A") < 26
    }

    private static func isFramed(
        _ text: some BidirectionalCollection<UInt8>,
        by isEnd: (UInt8) -> Bool,
        _ isInside: (UInt8) -> Bool
    ) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        return isEnd(first) && isEnd(last) && text.allSatisfy(isInside)
    }
}
