// Sentences the demo's reviews are put together from, by stars: a headline, an
// opening, a detail and sometimes an end. `{name}` stands for the article.

/** What is written at a number of stars. */
export interface DemoReviewTexts {
  readonly titles: readonly string[];
  readonly openings: readonly string[];
  readonly details: readonly string[];
  readonly endings: readonly string[];
}

const DELIGHTED: DemoReviewTexts = {
  titles: [
    "Exactly what I hoped for",
    "Better than expected",
    "Would buy again at once",
    "Worth every cent",
    "A pleasure to use",
    "Five stars, no hesitation",
  ],
  openings: [
    "I have used the {name} almost every day since it arrived.",
    "Bought the {name} as a gift and ended up ordering a second one.",
    "After a lot of comparing I settled on the {name}, and I am glad.",
    "My sister recommended the {name} and she was right.",
  ],
  details: [
    "The workmanship is excellent and nothing rattles.",
    "It looks even nicer than in the pictures.",
    "It arrived two days early and was packed without any plastic.",
    "After three months it still looks new.",
    "You can tell that somebody thought about the details.",
  ],
  endings: ["Warmly recommended.", "Thank you!", "I have already told all my friends.", ""],
};

const CONTENT: DemoReviewTexts = {
  titles: ["Very good, small flaws", "Does its job well", "Happy with it", "Solid", "Good value"],
  openings: [
    "The {name} does what it promises.",
    "A good choice for the price.",
    "I was sceptical about the {name}, but it has grown on me.",
  ],
  details: [
    "The instructions could be clearer.",
    "It is a little heavier than I thought.",
    "The colour is darker than in the photo, which I can live with.",
    "Delivery took a week, everything else was fine.",
  ],
  endings: ["I would order it again.", "Four stars from me.", ""],
};

const UNDECIDED: DemoReviewTexts = {
  titles: ["It is all right", "Mixed feelings", "Average", "Fine, but not more"],
  openings: [
    "The {name} is neither good nor bad.",
    "I expected a bit more for the money.",
    "It works, but I had hoped to like the {name} better.",
  ],
  details: [
    "The finish is rough in places.",
    "It came with a scratch; support sent a discount quickly.",
    "For occasional use it is enough.",
  ],
  endings: ["Not sure I would buy it again.", "Maybe the next version is better.", ""],
};

const DISAPPOINTED: DemoReviewTexts = {
  titles: ["Disappointed", "Not for me", "Broke too soon", "Sent it back", "Late and damaged"],
  openings: [
    "The {name} lasted five weeks.",
    "I wanted to like the {name}.",
    "Sadly the {name} did not survive the first weekend.",
  ],
  details: [
    "A seam came loose and support took ten days to answer.",
    "The parcel was open when it arrived.",
    "It does not fit as described.",
    "The smell did not go away even after washing.",
  ],
  endings: ["The refund was quick at least.", "I cannot recommend it.", ""],
};

/** The texts for a number of stars, 1 to 5. */
export function demoReviewTexts(stars: number): DemoReviewTexts {
  if (stars >= 5) return DELIGHTED;
  if (stars === 4) return CONTENT;
  return stars === 3 ? UNDECIDED : DISAPPOINTED;
}
