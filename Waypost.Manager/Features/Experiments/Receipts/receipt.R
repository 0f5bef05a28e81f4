# Recomputes every p-value of an experiment's results from the aggregated numbers below. It needs R 4 or later and no package.
#   Rscript <this file>
# It prints one line per p-value, and ends with exit code 1 if one does not agree.

checks <- 0
failures <- 0

check <- function(name, reported, computed, tolerance = 1e-6) {
  agrees <- is.finite(computed) && abs(computed - reported) <= tolerance * abs(reported) + 1e-300
  checks <<- checks + 1
  if (!agrees) failures <<- failures + 1
  cat(sprintf("%-9s %s: reported %.10g, computed %.10g\n", if (agrees) "agrees" else "DIFFERS", name, reported, computed))
}

# A proportion is c(successes, users); a mean is c(users, mean, variance).

pooled_variance <- function(a, b) {
  p <- (a[1] + b[1]) / (a[2] + b[2])
  p * (1 - p) * (1 / a[2] + 1 / b[2])
}

z_of_proportions <- function(a, b) (b[1] / b[2] - a[1] / a[2]) / sqrt(pooled_variance(a, b))

chi_square_test <- function(a, b) pchisq(z_of_proportions(a, b)^2, 1, lower.tail = FALSE)

fisher_test <- function(a, b) fisher.test(matrix(c(a[1], a[2] - a[1], b[1], b[2] - b[1]), nrow = 2))$p.value

degrees_of_freedom <- function(a, b) {
  x <- a[3] / a[1]
  y <- b[3] / b[1]
  (x + y)^2 / (x^2 / (a[1] - 1) + y^2 / (b[1] - 1))
}

standard_error <- function(a, b) sqrt(a[3] / a[1] + b[3] / b[1])

z_of_means <- function(a, b) (b[2] - a[2]) / standard_error(a, b)

two_sided <- function(t, df = NULL) 2 * pt(-abs(t), if (is.null(df)) Inf else df)

one_sided <- function(t, df = NULL) pt(t, if (is.null(df)) Inf else df, lower.tail = FALSE)

welch_t_test <- function(a, b) two_sided(z_of_means(a, b), degrees_of_freedom(a, b))

with_pooled_variance <- function(a, b) ((a[1] - 1) * a[3] + (b[1] - 1) * b[3]) / (a[1] + b[1] - 2)

pooled_mean <- function(mean, other) c(mean[1], mean[2], with_pooled_variance(mean, other))

pooled_t_test <- function(a, b) two_sided(z_of_means(pooled_mean(a, b), pooled_mean(b, a)), a[1] + b[1] - 2)

# Holm (1979) over the primary metrics, Benjamini and Hochberg (1995) over the secondary ones.
holm <- function(p, i) p.adjust(p, "holm")[i]
benjamini_hochberg <- function(p, i) p.adjust(p, "BH")[i]

# The asymptotic confidence sequence at alpha = 0.01 (Waudby-Smith et al., arXiv 2103.06476v7, eq. 9, 155).
always_valid <- function(z, users, planned) {
  alpha <- 0.01
  information <- users * (-2 * log(alpha) + log(1 - 2 * log(alpha))) / planned
  k <- information + 1
  min(1, exp(log(k) / 2 - information * z^2 / (2 * k)))
}

one_sided_always_valid <- function(z, users, planned) if (z <= 0) 1 else always_valid(z, users, planned)

# Counts of users against their planned shares.
goodness_of_fit <- function(observed, shares) {
  expected <- sum(observed) * shares / sum(shares)
  pchisq(sum((observed - expected)^2 / expected), length(observed) - 1, lower.tail = FALSE)
}

exact_binomial <- function(observed, shares) binom.test(observed[1], sum(observed), shares[1] / sum(shares))$p.value

log_probability <- function(count, share) count * log(share) - lgamma(count + 1)

exact_multinomial <- function(observed, shares) {
  shares <- shares / sum(shares)
  last <- length(shares)
  tables <- function(variant, rest) {
    if (variant == last - 1) {
      x <- 0:rest
      return(log_probability(x, shares[variant]) + log_probability(rest - x, shares[last]))
    }
    unlist(lapply(0:rest, function(x) log_probability(x, shares[variant]) + tables(variant + 1, rest - x)))
  }
  all <- tables(1, sum(observed))
  limit <- sum(log_probability(observed, shares)) + 1e-7
  sum(exp(all[all <= limit] - max(all))) / sum(exp(all - max(all)))
}

simulated_multinomial <- function(observed, shares, draws) {
  set.seed(17000017)
  shares <- shares / sum(shares)
  all <- colSums(log_probability(rmultinom(draws, sum(observed), shares), shares))
  (1 + sum(all <= sum(log_probability(observed, shares)) + 1e-7)) / (1 + draws)
}

# All variants at once.
chi_square_of_all <- function(arms) {
  x <- sapply(arms, function(arm) arm[1])
  n <- sapply(arms, function(arm) arm[2])
  p <- sum(x) / sum(n)
  pchisq(sum((x - n * p)^2 / (n * p * (1 - p))), length(arms) - 1, lower.tail = FALSE)
}

welch_anova <- function(arms) {
  n <- sapply(arms, function(arm) arm[1])
  mean <- sapply(arms, function(arm) arm[2])
  w <- n / sapply(arms, function(arm) arm[3])
  k <- length(arms)
  between <- sum(w * (mean - sum(w * mean) / sum(w))^2) / (k - 1)
  h <- sum((1 - w / sum(w))^2 / (n - 1))
  pf(between / (1 + 2 * (k - 2) * h / (k^2 - 1)), k - 1, (k^2 - 1) / (3 * h), lower.tail = FALSE)
}

pooled_anova <- function(arms) {
  n <- sapply(arms, function(arm) arm[1])
  mean <- sapply(arms, function(arm) arm[2])
  k <- length(arms)
  within <- sum((n - 1) * sapply(arms, function(arm) arm[3])) / (sum(n) - k)
  between <- sum(n * (mean - sum(n * mean) / sum(n))^2) / (k - 1)
  pf(between / within, k - 1, sum(n) - k, lower.tail = FALSE)
}

# Margins: how far the difference is above -margin (side -1), or below margin (side 1), in standard errors.
margin_of_means <- function(a, b, margin, side) (margin - side * (b[2] - a[2])) / standard_error(a, b)

margin_of_ratio_of_means <- function(a, b, margin, side) {
  bound <- side * margin
  -side * (b[2] - (1 + bound) * a[2]) / sqrt(b[3] / b[1] + (1 + bound)^2 * a[3] / a[1])
}

# The most likely rates with rate(b) = f(rate(a)): Farrington and Manning (1990), Miettinen and Nurminen (1985).
most_likely <- function(a, b, f, low, high) {
  gain <- function(count, rate) if (count > 0) count / rate else 0
  slope <- function(p) {
    q <- f(p)
    gain(a[1], p) - gain(a[2] - a[1], 1 - p) + (f(1) - f(0)) * (gain(b[1], q) - gain(b[2] - b[1], 1 - q))
  }
  edge <- (high - low) * 1e-14
  p <- if (slope(low + edge) <= 0) low
    else if (slope(high - edge) >= 0) high
    else uniroot(slope, c(low + edge, high - edge), tol = 1e-16)$root
  c(p, min(1, max(0, f(p))))
}

margin_of_proportions <- function(a, b, margin, side) {
  bound <- side * margin
  p <- most_likely(a, b, function(p) p + bound, max(0, -bound), min(1, 1 - bound))
  -side * (b[1] / b[2] - a[1] / a[2] - bound) / sqrt(p[1] * (1 - p[1]) / a[2] + p[2] * (1 - p[2]) / b[2])
}

margin_of_ratio_of_proportions <- function(a, b, margin, side) {
  ratio <- 1 + side * margin
  p <- most_likely(a, b, function(p) ratio * p, 0, min(1, 1 / ratio))
  -side * (b[1] / b[2] - ratio * a[1] / a[2]) / sqrt(p[2] * (1 - p[2]) / b[2] + ratio^2 * p[1] * (1 - p[1]) / a[2])
}

