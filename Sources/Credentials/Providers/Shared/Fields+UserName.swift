import Configuration

extension Fields {
    /// Refuses a user name that HTTP's Basic scheme cannot carry.
    func checkUserName(_ source: ValueSource?, key: String) {
        guard case .value(let text)? = source, text.reveal().contains(":") else { return }
        self[key]?.error("has a ':', which ends a user name in HTTP: write the user name only")
    }
}
