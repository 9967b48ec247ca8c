//! What the company sells, to whom, and the words for it.

/// Who customers are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Segment {
    /// Private persons.
    #[default]
    Consumer,
    /// Small and medium businesses.
    Smb,
    /// Large ones.
    Enterprise,
}

impl Segment {
    /// The word in the data.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Consumer => "consumer",
            Self::Smb => "smb",
            Self::Enterprise => "enterprise",
        }
    }

    /// The plans that the segment may choose, cheapest first.
    pub(crate) const fn plans(self) -> [Plan; 2] {
        match self {
            Self::Consumer => [BASIC, PLUS],
            Self::Smb => [PLUS_TEAM, BUSINESS],
            Self::Enterprise => [BUSINESS_LARGE, ENTERPRISE],
        }
    }

    /// How many months a term has.
    pub(crate) const fn term_months(self) -> i32 {
        match self {
            Self::Consumer | Self::Smb => 3,
            Self::Enterprise => 12,
        }
    }

    /// How many months an invoice bills.
    pub(crate) const fn billed_months(self) -> i32 {
        match self {
            Self::Consumer | Self::Smb => 3,
            Self::Enterprise => 1,
        }
    }

    /// Support cases per customer and month.
    pub(crate) const fn tickets(self) -> f64 {
        match self {
            Self::Consumer => 0.075,
            Self::Smb => 0.17,
            Self::Enterprise => 0.36,
        }
    }

    /// How likely a customer without trouble leaves within a month.
    pub(crate) const fn leaving(self) -> f64 {
        match self {
            Self::Consumer => 0.037,
            Self::Smb => 0.026,
            Self::Enterprise => 0.011,
        }
    }

    /// What a purchase in the shop is worth, from and to.
    pub(crate) const fn purchase(self) -> (f64, f64) {
        match self {
            Self::Consumer => (15.0, 95.0),
            Self::Smb => (60.0, 240.0),
            Self::Enterprise => (150.0, 620.0),
        }
    }
}

/// The segments with their shares among new customers.
pub(crate) const SEGMENTS: [(Segment, f64); 3] =
    [(Segment::Consumer, 0.56), (Segment::Smb, 0.34), (Segment::Enterprise, 0.10)];

/// A plan of the core product.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Its name.
    pub(crate) name: &'static str,
    /// 1 to 4, the greater the more it offers.
    pub(crate) rank: i32,
    /// What it costs a month.
    pub(crate) price: i32,
    /// What each user beyond the first costs a month.
    pub(crate) per_user: i32,
}

const BASIC: Plan = Plan { name: "basic", rank: 1, price: 12, per_user: 0 };
const PLUS: Plan = Plan { name: "plus", rank: 2, price: 24, per_user: 0 };
const PLUS_TEAM: Plan = Plan { name: "plus", rank: 2, price: 49, per_user: 8 };
const BUSINESS: Plan = Plan { name: "business", rank: 3, price: 129, per_user: 12 };
const BUSINESS_LARGE: Plan = Plan { name: "business", rank: 3, price: 290, per_user: 22 };
const ENTERPRISE: Plan = Plan { name: "enterprise", rank: 4, price: 540, per_user: 30 };

/// Add-ons with what they cost a month.
pub(crate) const ADD_ONS: [(&str, i32); 2] = [("storage", 15), ("support", 40)];

/// Countries with their shares.
pub(crate) const COUNTRIES: [(&str, f64); 6] =
    [("de", 0.42), ("at", 0.14), ("ch", 0.12), ("fr", 0.14), ("nl", 0.10), ("jp", 0.08)];

/// Campaigns of the web site with their shares among visits; `newsletter` and `partner` cost no ads.
pub(crate) const CAMPAIGNS: [(Option<&str>, f64); 6] = [
    (None, 0.62),
    (Some("search"), 0.14),
    (Some("social"), 0.10),
    (Some("retargeting"), 0.05),
    (Some("newsletter"), 0.06),
    (Some("partner"), 0.03),
];

/// Pages with their shares among what is seen after the landing.
pub(crate) const PAGES: [(&str, f64); 6] =
    [("home", 0.12), ("pricing", 0.22), ("features", 0.22), ("shop", 0.26), ("support", 0.10), ("about", 0.08)];

/// Pieces of content: guides, cases, recordings.
pub(crate) const CONTENT: [&str; 8] = [
    "guide-first-steps",
    "guide-roi",
    "case-nordwind",
    "case-yamato",
    "webinar-automation",
    "checklist-switching",
    "report-2025",
    "video-tour",
];

/// Features of the product with their shares among events, and with the months of data after which they came.
pub(crate) const FEATURES: [(&str, f64, i32); 7] = [
    ("dashboards", 0.30, 0),
    ("reports", 0.20, 0),
    ("alerts", 0.14, 0),
    ("export", 0.10, 0),
    ("api", 0.07, 0),
    ("mobile", 0.12, 5),
    ("automations", 0.14, 11),
];

/// What a visitor wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Intent {
    /// To learn something.
    #[default]
    Learn,
    /// To compare offers.
    Compare,
    /// To buy.
    Buy,
    /// To get help.
    Support,
}

impl Intent {
    /// The word in the data.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Learn => "learn",
            Self::Compare => "compare",
            Self::Buy => "buy",
            Self::Support => "support",
        }
    }

    /// How likely such a visitor can do what the visit was for.
    pub(crate) const fn completes(self) -> f64 {
        match self {
            Self::Learn => 0.90,
            Self::Compare => 0.82,
            Self::Buy => 0.86,
            Self::Support => 0.71,
        }
    }

    /// Where such visits begin, with shares.
    pub(crate) const fn landings(self) -> [(&'static str, f64); 3] {
        match self {
            Self::Learn => [("blog", 0.55), ("features", 0.20), ("home", 0.25)],
            Self::Compare => [("features", 0.45), ("pricing", 0.35), ("home", 0.20)],
            Self::Buy => [("pricing", 0.35), ("shop", 0.40), ("home", 0.25)],
            Self::Support => [("support", 0.75), ("home", 0.20), ("blog", 0.05)],
        }
    }

    /// Typical search terms.
    pub(crate) const fn searches(self) -> [&'static str; 3] {
        match self {
            Self::Learn => ["what is workflow automation", "automation guide", "how to automate reports"],
            Self::Compare => ["acme vs other tools", "best automation software", "acme review"],
            Self::Buy => ["acme pricing", "buy acme license", "acme discount"],
            Self::Support => ["acme login problem", "acme export error", "acme help"],
        }
    }
}
