/// The faults of an object, collected as the API server's validation does.
struct FieldErrors {
    private(set) var causes: [APIStatus.Cause] = []

    var isEmpty: Bool { causes.isEmpty }

    mutating func invalid(_ field: String, _ value: JSON, _ why: String) {
        add("FieldValueInvalid", field, "Invalid value: \(String(decoding: value.text, as: UTF8.self)): \(why)")
    }

    mutating func required(_ field: String, _ why: String = "") {
        add("FieldValueRequired", field, why.isEmpty ? "Required value" : "Required value: \(why)")
    }

    mutating func forbidden(_ field: String, _ why: String) { add("FieldValueForbidden", field, "Forbidden: \(why)") }

    mutating func duplicate(_ field: String, _ value: JSON) {
        add("FieldValueDuplicate", field, "Duplicate value: \(String(decoding: value.text, as: UTF8.self))")
    }

    mutating func tooLong(_ field: String, _ most: Int) {
        add("FieldValueTooLong", field, "Too long: may not be more than \(most) bytes")
    }

    private mutating func add(_ reason: String, _ field: String, _ message: String) {
        causes.append(APIStatus.Cause(reason: reason, message: message, field: field))
    }

    /// Refuses the object where there are faults: the message names each once, the causes are all there.
    func check(_ resource: APIResource, _ name: String) throws {
        guard !causes.isEmpty else { return }
        var lines: [String] = []
        for cause in causes {
            let line = "\(cause.field): \(cause.message)"
            if !lines.contains(line) { lines.append(line) }
        }
        let list = lines.count == 1 ? lines[0] : "[" + lines.joined(separator: ", ") + "]"
        throw APIStatus(
            code: 422,
            reason: "Invalid",
            message: "\(resource.kind) \"\(name)\" is invalid: \(list)",
            name: name,
            group: resource.group,
            kind: resource.kind,
            causes: causes
        )
    }
}
