/// What the API server checks of an Event in its core form; stricter where it came as `events.k8s.io`.
enum EventValidation {
    static func checkTypes(_ event: JSON) throws {
        for place in [event["eventTime"], event["series"]?["lastObservedTime"]] {
            guard let time = place, time != .null else { continue }
            guard let text = time.string, LeaseValidation.isMicroTime(text) else {
                throw APIStatus.badRequest(
                    "Event in version \"v1\" cannot be handled as a Event: parsing time as "
                        + "\"2006-01-02T15:04:05.000000Z07:00\": cannot parse"
                )
            }
        }
    }

    static func check(_ event: JSON, as resource: APIResource, isNew: Bool, _ errors: inout FieldErrors) {
        let namespace = event["metadata"]?["namespace"]?.string ?? ""
        let regarding = event["involvedObject"]?["namespace"]?.string ?? ""
        let names = Names(resource)
        guard hasTime(event["eventTime"]) else {
            let agrees = regarding.isEmpty ? namespace == "default" : namespace == regarding
            if !agrees {
                errors.invalid("\(names.object).namespace", .string(regarding), "does not match event.namespace")
            }
            if resource.isView, isNew { errors.required("eventTime") }
            return
        }
        if regarding.isEmpty, namespace != "default", namespace != "kube-system" {
            errors.invalid("\(names.object).namespace", .string(regarding), "does not match event.namespace")
        }
        require(event["reportingComponent"], names.reporter, limit: nil, &errors)
        require(event["reportingInstance"], "reportingInstance", limit: 128, &errors)
        require(event["action"], "action", limit: 128, &errors)
        require(event["reason"], "reason", limit: 128, &errors)
        if (event["message"]?.string ?? "").utf8.count > 1024 { errors.tooLong(names.text, 1024) }
        guard resource.isView, isNew else { return }
        if !["Normal", "Warning"].contains(event["type"]?.string) {
            errors.invalid("type", event["type"] ?? "", "has invalid value: \(event["type"]?.string ?? "")")
        }
        for key in ["firstTimestamp", "lastTimestamp", "count"] {
            guard let value = event[key], value != .null, value.int != 0 else { continue }
            errors.invalid("deprecated" + key.prefix(1).uppercased() + key.dropFirst(), value, "needs to be unset")
        }
        if let count = event["series"]?["count"], (count.int ?? 0) < 2 {
            errors.invalid("series.count", count, "should be at least 2")
        }
    }

    private static func hasTime(_ time: JSON?) -> Bool { time != nil && time != .null }

    private static func require(_ value: JSON?, _ field: String, limit: Int?, _ errors: inout FieldErrors) {
        let text = value?.string ?? ""
        if text.isEmpty { errors.required(field) }
        if let limit, text.utf8.count > limit { errors.invalid(field, "", "can have at most \(limit) characters") }
    }

    private struct Names {
        let object: String
        let reporter: String
        let text: String

        init(_ resource: APIResource) {
            object = resource.isView ? "regarding" : "involvedObject"
            reporter = resource.isView ? "reportingController" : "reportingComponent"
            text = resource.isView ? "note" : "message"
        }
    }
}
