import Controllers

/// Records what it is told of leadership.
struct TermRecorder: Controller {
    let record: @Sendable (Bool) -> Void

    init(_ record: @escaping @Sendable (Bool) -> Void) { self.record = record }

    func run() async {}
    func lead(_ leads: Bool) async { record(leads) }
}
