/// Events have two forms: they are kept in the core's, and `events.k8s.io` shows them in its own.
enum EventForms {
    private static let names = [
        "involvedObject": "regarding", "message": "note", "reportingComponent": "reportingController",
        "source": "deprecatedSource", "firstTimestamp": "deprecatedFirstTimestamp",
        "lastTimestamp": "deprecatedLastTimestamp", "count": "deprecatedCount",
    ]
    private static let oldNames = Dictionary(uniqueKeysWithValues: names.map { ($1, $0) })

    static func newForm(of event: JSON) -> JSON { renamed(event, names, apiVersion: "events.k8s.io/v1") }

    static func coreForm(of event: JSON) -> JSON { renamed(event, oldNames, apiVersion: "v1") }

    private static func renamed(_ event: JSON, _ names: [String: String], apiVersion: JSON) -> JSON {
        guard let members = event.object else { return event }
        var renamed: [String: JSON] = [:]
        for (key, value) in members { renamed[names[key] ?? key] = value }
        if renamed["apiVersion"] != nil { renamed["apiVersion"] = apiVersion }
        return .object(renamed)
    }
}
