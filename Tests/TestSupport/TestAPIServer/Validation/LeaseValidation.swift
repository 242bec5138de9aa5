/// What the API server checks of a Lease.
enum LeaseValidation {
    /// Times must have exactly six digits after the point: the decoder knows no other form.
    static func checkTypes(_ lease: JSON) throws {
        for key in ["acquireTime", "renewTime"] {
            guard let value = lease["spec"]?[key], value != .null else { continue }
            guard let text = value.string, isMicroTime(text) else {
                let text = value.string ?? value.goKind
                throw APIStatus.badRequest(
                    "Lease in version \"v1\" cannot be handled as a Lease: parsing time \"\(text)\" as "
                        + "\"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"\(text)\""
                )
            }
        }
        if let holder = lease["spec"]?["holderIdentity"], holder != .null, holder.string == nil {
            throw APIStatus.badRequest(
                "Lease in version \"v1\" cannot be handled as a Lease: holderIdentity is no string"
            )
        }
        for key in ["leaseDurationSeconds", "leaseTransitions"] {
            guard let value = lease["spec"]?[key], value != .null, value.int == nil else { continue }
            throw APIStatus.badRequest("Lease in version \"v1\" cannot be handled as a Lease: \(key) is no int32")
        }
    }

    static func check(_ lease: JSON, _ errors: inout FieldErrors) {
        let spec = lease["spec"]
        if let seconds = spec?["leaseDurationSeconds"], let number = seconds.int, number <= 0 {
            errors.invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0")
        }
        if let count = spec?["leaseTransitions"], let number = count.int, number < 0 {
            errors.invalid("spec.leaseTransitions", count, "must be greater than or equal to 0")
        }
    }

    static func isMicroTime(_ text: String) -> Bool {
        let pattern = "dddd-dd-ddTdd:dd:dd.dddddd"
        guard text.utf8.count > pattern.utf8.count else { return false }
        for (byte, expected) in zip(text.utf8, pattern.utf8) {
            if expected == UInt8(ascii: "d") {
                guard byte &- UInt8(ascii: "0") < 10 else { return false }
            } else if byte != expected {
                return false
            }
        }
        let zone = text.utf8.dropFirst(pattern.utf8.count)
        return zone.elementsEqual("Z".utf8)
            || zone.count == 6 && (zone.first == UInt8(ascii: "+") || zone.first == UInt8(ascii: "-"))
    }
}
