extension Timestamp {
    /// `2026-11-21T00:00:00.000000Z`: a MicroTime, as Kubernetes' Leases have it; rounded down.
    package var micro: String { text(hasFraction: true) }

    /// `2026-11-21T00:00:00Z`: rounded down; years outside of 0001 to 9999 are cut to that range.
    package var whole: String { text(hasFraction: false) }

    /// Reads a date and time of RFC 3339 with any fraction and offset; nil where the text is none.
    package init?(rfc3339 text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40 else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        let separators = [(4, "-"), (7, "-"), (13, ":"), (16, ":")]
        guard separators.allSatisfy({ bytes[$0.0] == Array($0.1.utf8)[0] }), [0x54, 0x74, 0x20].contains(bytes[10]),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month), day >= 1, hour < 24, minute < 60, second <= 60
        else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        // A day that its month does not have is one of the next.
        guard Self.civil(days).month == month else { return nil }

        var rest = bytes[19...]
        var nanoseconds: Int64 = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard rest.first.map(ASCII.isDigit) ?? false else { return nil }
            var scale: Int64 = 100_000_000
            while let byte = rest.first, byte >= 0x30, byte <= 0x39 {
                nanoseconds += Int64(byte - 0x30) * scale
                scale /= 10
                rest.removeFirst()
            }
        }
        var offset = 0
        switch rest.first {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            guard rest.count == 1 else { return nil }
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let start = rest.startIndex
            guard rest.count == 6, rest[start + 3] == UInt8(ascii: ":"),
                let hours = number(start + 1..<start + 3), let minutes = number(start + 4..<start + 6), hours < 24,
                minutes < 60
            else { return nil }
            offset = (hours * 60 + minutes) * 60 * (rest[start] == UInt8(ascii: "-") ? -1 : 1)
        default: return nil
        }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(sinceEpoch: .seconds(seconds) + .nanoseconds(nanoseconds))
    }

    private func text(hasFraction: Bool) -> String {
        // Years 0001 to 9999; anything else is a broken clock.
        let bounded = min(max(sinceEpoch, .seconds(-62_135_596_800)), .seconds(253_402_300_799))
        let (seconds, attoseconds) = bounded.components
        let micros = Int(seconds) * 1_000_000 + Int(attoseconds).floored(by: 1_000_000_000_000)
        let whole = micros.floored(by: 1_000_000)
        let day = whole.floored(by: 86_400)
        let inDay = whole - day * 86_400
        let (year, month, dayOfMonth) = Self.civil(day)
        let date = "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(dayOfMonth, 2))"
        let time = "\(Self.padded(inDay / 3600, 2)):\(Self.padded(inDay / 60 % 60, 2)):\(Self.padded(inDay % 60, 2))"
        return hasFraction ? "\(date)T\(time).\(Self.padded(micros - whole * 1_000_000, 6))Z" : "\(date)T\(time)Z"
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    // The proleptic Gregorian calendar in years that begin in March, so that the leap day is the last of its year.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.floored(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted.floored(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

extension Int {
    /// The quotient, rounded down; the divisor is positive.
    fileprivate func floored(by divisor: Int) -> Int { self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor) }
}
