internal import Images

/// Reads an AdmissionReview in one pass: notes the fields that count, checks and forgets the others.
///
/// Keys are case-sensitive and may come in any order, as for the API server. A scalar that comes twice is taken from its
/// last place and `null` leaves it alone, as in Go. An object or array that comes twice is a misfit: decoders differ in
/// what they make of it, and a patch must fit what the API server sees.
struct ReviewReader {
    let rules: CompiledRules
    /// The rules that force a pull policy, and are not known to be for other namespaces.
    let forcing: RegistrySet
    let forcesAny: Bool
    var scanner = JSONScanner()
    var review = Review()
    /// The part of the review that the cursor is in.
    var part = Part.envelope
    /// For the wildcards that a namespace brings itself.
    var budget = MatchBudget()
    /// Whether every image is kept in ``images``: only for a log that shows each admission.
    var keepsImages = false
    /// The images of the Pod, in its order.
    var images: [JSONString] = []

    /// Misfits are judged by where they are: only those of a Pod's creation matter in the object.
    enum Part {
        case envelope, request, pod
    }

    init(_ rules: CompiledRules, forcing: RegistrySet? = nil) {
        self.rules = rules
        self.forcing = forcing ?? rules.forcing
        forcesAny = !self.forcing.isEmpty
    }

    /// Reads the whole body; afterwards ``review`` holds what was found.
    ///
    /// - Returns: `false` for well-formed JSON that is not an object.
    mutating func read(_ bytes: Span<UInt8>) throws(JSONSyntaxError) -> Bool {
        if bytes.byte(at: 0) == 0xEF, bytes.byte(at: 1) == 0xBB, bytes.byte(at: 2) == 0xBF {
            throw scanner.error(.byteOrderMark, in: bytes)
        }
        scanner.mark(in: bytes)
        scanner.skipSpace(in: bytes)
        let isObject = try scanner.kind(in: bytes) == .object
        if isObject {
            try readEnvelope(bytes)
        } else {
            try scanner.skipValue(depth: 0, in: bytes)
        }
        try scanner.finish(in: bytes)
        return isObject
    }

    private mutating func readEnvelope(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        var entries = scanner.enter()
        while let key = try scanner.nextKey(&entries, in: bytes) {
            if key.equals("apiVersion", in: bytes) {
                if let text = try readString(FieldPath("apiVersion"), depth: 1, bytes) { review.apiVersion = text }
            } else if key.equals("kind", in: bytes) {
                if let text = try readString(FieldPath("kind"), depth: 1, bytes) { review.kind = text }
            } else if key.equals("request", in: bytes) {
                let field = FieldPath("request")
                if !review.seen.insert(.request).inserted {
                    part = .request
                    note(field, .duplicate)
                    part = .envelope
                }
                // Even a second request is read: its uid is the one that Go would know.
                if try beginsObject(field, depth: 1, bytes) {
                    review.hasRequest = true
                    part = .request
                    try readRequest(bytes)
                    part = .envelope
                }
            } else {
                try scanner.skipValue(depth: 1, in: bytes)
            }
        }
    }

    private mutating func readRequest(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        var entries = scanner.enter()
        while let key = try scanner.nextKey(&entries, in: bytes) {
            if key.equals("uid", in: bytes) {
                part = .envelope
                if let text = try readString(FieldPath("request.uid"), depth: 2, bytes) { review.uid = text }
                part = .request
            } else if key.equals("operation", in: bytes) {
                if let text = try readString(FieldPath("request.operation"), depth: 2, bytes) {
                    review.operation = text
                }
            } else if key.equals("resource", in: bytes) {
                try readResource(bytes)
            } else if key.equals("subResource", in: bytes) {
                if let text = try readString(FieldPath("request.subResource"), depth: 2, bytes) {
                    review.subresource = text
                }
            } else if key.equals("namespace", in: bytes) {
                if let text = try readString(FieldPath("request.namespace"), depth: 2, bytes) {
                    review.namespace = text
                }
            } else if key.equals("dryRun", in: bytes) {
                if let flag = try readBool(FieldPath("request.dryRun"), depth: 2, bytes) { review.isDryRun = flag }
            } else if key.equals("object", in: bytes) {
                part = .pod
                let field = FieldPath("request.object")
                if try beginsObject(field, depth: 2, once: .object, bytes) {
                    review.hasObject = true
                    try readObject(bytes)
                }
                part = .request
            } else {
                try scanner.skipValue(depth: 2, in: bytes)
            }
        }
    }

    private mutating func readResource(_ bytes: Span<UInt8>) throws(JSONSyntaxError) {
        let field = FieldPath("request.resource")
        guard try beginsObject(field, depth: 2, once: .resource, bytes) else { return }
        var entries = scanner.enter()
        while let key = try scanner.nextKey(&entries, in: bytes) {
            if key.equals("group", in: bytes) {
                if let text = try readString(FieldPath("request.resource.group"), depth: 3, bytes) {
                    review.resourceGroup = text
                }
            } else if key.equals("version", in: bytes) {
                if let text = try readString(FieldPath("request.resource.version"), depth: 3, bytes) {
                    review.resourceVersion = text
                }
            } else if key.equals("resource", in: bytes) {
                if let text = try readString(FieldPath("request.resource.resource"), depth: 3, bytes) {
                    review.resourceName = text
                }
            } else {
                try scanner.skipValue(depth: 3, in: bytes)
            }
        }
    }
}
