extension ReviewReader {
    /// Passes a value and returns it if it is a string; anything else but null is noted as a misfit.
    mutating func readString(
        _ field: @autoclosure () -> FieldPath,
        depth: Int,
        _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> JSONString? {
        if bytes.byte(at: scanner.position) == ASCII.quote { return try scanner.string(in: bytes) }
        try skip(.notString, unlessNull: field(), depth: depth, bytes)
        return nil
    }

    /// Passes a value and returns it if it is a boolean; anything else but null is noted as a misfit.
    mutating func readBool(
        _ field: FieldPath,
        depth: Int,
        _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Bool? {
        guard try scanner.kind(in: bytes) == .bool else {
            try skip(.notBool, unlessNull: field, depth: depth, bytes)
            return nil
        }
        let isTrue = bytes.byte(at: scanner.position) == UInt8(ascii: "t")
        try scanner.skipValue(depth: depth, in: bytes)
        return isTrue
    }

    /// Whether an object is next, to be entered; anything else is passed and, unless null, noted as a misfit.
    ///
    /// With `key`, a second value for the same key is passed and noted as well.
    mutating func beginsObject(
        _ field: @autoclosure () -> FieldPath,
        depth: Int,
        once key: Seen = [],
        _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Bool {
        try begins(ASCII.openBrace, else: .notObject, field(), depth: depth, once: key, bytes)
    }

    /// The same for an array.
    mutating func beginsArray(
        _ field: @autoclosure () -> FieldPath,
        depth: Int,
        once key: Seen = [],
        _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Bool {
        try begins(ASCII.openBracket, else: .notArray, field(), depth: depth, once: key, bytes)
    }

    @inline(__always)
    private mutating func begins(
        _ bracket: UInt8,
        else fault: Misfit.Fault,
        _ field: @autoclosure () -> FieldPath,
        depth: Int,
        once key: Seen,
        _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) -> Bool {
        if !review.seen.isDisjoint(with: key) {
            note(field(), .duplicate)
            try scanner.skipValue(depth: depth, in: bytes)
            return false
        }
        review.seen.formUnion(key)
        if bytes.byte(at: scanner.position) == bracket { return true }
        try skip(fault, unlessNull: field(), depth: depth, bytes)
        return false
    }

    private mutating func skip(
        _ fault: Misfit.Fault,
        unlessNull field: @autoclosure () -> FieldPath,
        depth: Int,
        _ bytes: Span<UInt8>
    ) throws(JSONSyntaxError) {
        if try scanner.kind(in: bytes) != .null { note(field(), fault) }
        try scanner.skipValue(depth: depth, in: bytes)
    }

    /// Remembers a misfit, unless one is known already in this part of the review.
    mutating func note(_ field: FieldPath, _ fault: Misfit.Fault) {
        let misfit = Misfit(field: field, fault: fault)
        switch part {
        case .envelope: review.envelopeMisfit = review.envelopeMisfit ?? misfit
        case .request: review.requestMisfit = review.requestMisfit ?? misfit
        case .pod: review.podMisfit = review.podMisfit ?? misfit
        }
    }
}
