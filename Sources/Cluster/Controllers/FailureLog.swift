package import Logging
package import Logs

/// What does not work now, by what it is about: each failure is logged once, until it is another or was none.
package struct FailureLog<Failure: Hashable & Sendable>: Sendable {
    /// What does not work, by subject.
    package private(set) var failures: [String: Failure] = [:]

    /// What the line of each said beside its message.
    private var fields: [String: LogFields] = [:]
    private let logger: Logger
    private let level: Logger.Level

    /// Starts without failures, which will be logged at a level.
    package init(logger: Logger, level: Logger.Level = .error) {
        self.logger = logger
        self.level = level
    }

    /// Notes a failure; logged where it is not the one that was noted last of the subject.
    package mutating func report(
        _ subject: String,
        _ failure: Failure,
        _ message: @autoclosure () -> String,
        _ fields: LogFields = [:]
    ) {
        guard failures.updateValue(failure, forKey: subject) != failure else { return }
        self.fields[subject] = fields
        logger.log(level, "\(message())", fields)
    }

    /// Forgets a failure, without a word.
    package mutating func clear(_ subject: String) {
        failures[subject] = nil
        fields[subject] = nil
    }

    /// Forgets a failure and tells that it is over, where there was one; `name` is what the line calls the subject.
    package mutating func recovered(_ subject: String, as name: String? = nil) {
        guard failures.removeValue(forKey: subject) != nil else { return }
        logger.notice("\(name ?? subject) works again", fields.removeValue(forKey: subject) ?? [:])
    }
}

/// Where nothing else tells one failure from another its message does.
extension FailureLog<String> {
    /// Notes a failure; logged where its message is not the one that was noted last of the subject.
    package mutating func report(_ subject: String, _ message: String, _ fields: LogFields = [:]) {
        report(subject, message, message, fields)
    }

    /// Whatever does not work, in the order of the messages.
    package var messages: [String] { failures.values.sorted() }
}
