internal import Configuration
internal import Logging
internal import Logs

extension LogSettings {
    /// A logger on standard error: text on a terminal and JSON elsewhere, unless the configuration says.
    func makeLogger(label: String) -> Logger {
        let format: LogFormat =
            switch self.format {
            case .text: .text
            case .json: .json
            case nil: StandardErrorLog.isTerminal ? .text : .json
            }
        let level = Logger.Level(rawValue: self.level.rawValue) ?? .info
        return Logger(label: label) { StandardErrorLog(label: $0, format: format, level: level) }
    }
}
